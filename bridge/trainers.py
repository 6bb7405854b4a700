"""Which trainer a spec names."""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bridge.run import Train


def find_trainer(name: str) -> 'Train':
    """The trainer's train(session). Imported only when asked for: one may need packages another does not."""
    if name == 'builtin':
        from bridge.builtin.trainer import train
        return train
    if name == 'onetrainer':
        from bridge.onetrainer.trainer import train
        return train
    raise ValueError(f'no trainer is called {name!r}')
