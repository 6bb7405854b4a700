"""GPU memory of a step, as PyTorch counts it for this process alone."""
import sys

GIB = 1024 ** 3


class GpuMemory:
    """Reads what PyTorch holds of one device. Nothing is read of a CPU, nor where torch is not imported."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._works = device.startswith('cuda')

    def read(self) -> dict[str, float]:
        """GiB by tag: in use by tensors, and held from the driver. Empty where they are not known.

        It never raises: the first failure is printed and is the last.
        """
        torch = sys.modules.get('torch')
        if not self._works or torch is None:
            return {}
        try:
            # One call, where memory_allocated() and memory_reserved() would each sort all counters: it costs a tenth.
            counts = torch.cuda.memory_stats_as_nested_dict(self._device)
            return {
                f'memory/gpu_{name}': counts[f'{name}_bytes']['all']['current'] / GIB
                for name in ('allocated', 'reserved')
            } if counts else {}
        except Exception as error:
            self._works = False
            print(f'The GPU memory of steps is not known, training goes on: {error!r}', file=sys.stderr)
            return {}
