"""What goes together: models, methods, formats, parts, optimizers and the packages they need."""
import ast
import importlib
import importlib.metadata
import importlib.util
import platform
from pathlib import Path
from typing import Any

from bridge.describe.schema import plain

PACKAGES = (
    'torch', 'torchvision', 'diffusers', 'transformers', 'accelerate', 'safetensors', 'huggingface_hub', 'mgds', 'av',
    'gguf', 'parse'
)
TRAITS = ('is_flow_matching', 'is_video_model', 'is_wuerstchen', 'has_mask_input', 'has_conditioning_image_input')


def models(setup_class: Any) -> dict[str, Any]:
    """By model type: methods, output formats by method, parts, layer presets by method, defaults of a sample."""
    from modules.util.config.SampleConfig import SampleConfig
    from modules.util.enum.ModelType import ModelType
    found = {}
    for model_type in ModelType:
        methods = model_type.supported_training_methods()
        found[model_type.name] = {
            'methods': [method.name for method in methods],
            'formats': {
                method.name: [str(kind) for kind in model_type.supported_output_formats(method)] for method in methods
            },
            'parts': list(model_type.model_parts()),
            'text_encoder_parts': list(model_type.text_encoder_parts()),
            'layer_presets': {method.name: layer_presets(setup_class, model_type, method) for method in methods},
            'sample': plain(SampleConfig.default_values(model_type).to_dict()),
            **{trait: bool(getattr(model_type, trait)()) for trait in TRAITS if hasattr(model_type, trait)},
        }
    return found


def layer_presets(setup_class: Any, model_type: Any, method: Any) -> dict[str, Any] | None:
    """Name to patterns, as the desktop reads them; null where the trainer's modules could not be loaded."""
    if setup_class is None:
        return None
    found = getattr(setup_class(model_type, method), 'LAYER_PRESETS', {'full': []})
    return {
        name: {
            'patterns': list(preset.get('patterns', [])), 'regex': bool(preset.get('regex', False))
        } if isinstance(preset, dict)
        else {'patterns': list(preset), 'regex': False}
        for name, preset in found.items()
    }


def formats() -> dict[str, str]:
    """Output format to the ending of its file; empty for a folder."""
    from modules.util.enum.ModelFormat import ModelFormat
    return {kind.name: kind.file_extension() for kind in ModelFormat}


def optimizers(root: Path, parameters: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    """By optimizer: its own settings with their defaults, what it can do, and the packages it imports that are not
    installed."""
    from modules.util.enum.Optimizer import Optimizer
    needed = imports_by_case(root / 'modules' / 'util' / 'create.py', 'Optimizer')
    return {
        optimizer.name: {
            'defaults': plain(parameters.get(optimizer, {})),
            'is_schedule_free': bool(optimizer.is_schedule_free),
            'supports_fused_back_pass': bool(optimizer.supports_fused_back_pass()),
            'missing_packages': sorted(
                package for package in needed.get(optimizer.name, set()) if not is_installed(package)
            ),
        }
        for optimizer in Optimizer
    }


def imports_by_case(path: Path, enum: str) -> dict[str, set[str]]:
    """Packages that each `case <enum>.<name>` of a file imports. They are imported there and nowhere earlier."""
    found: dict[str, set[str]] = {}
    if not path.is_file():
        return found
    for case in (node for node in ast.walk(ast.parse(path.read_text('utf-8'))) if isinstance(node, ast.match_case)):
        names = [node.attr for node in ast.walk(case.pattern)
                 if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == enum]
        packages = {
            name.split('.')[0] for statement in case.body for node in ast.walk(statement) for name in imported(node)
        }
        for name in names:
            found.setdefault(name, set()).update(packages - {'modules'})
    return found


def imported(node: ast.AST) -> list[str]:
    """Modules an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module is not None else []


def is_installed(package: str) -> bool:
    """True when there is such a package. It is not imported."""
    return importlib.util.find_spec(package) is not None


def versions() -> dict[str, str | None]:
    """Python and the packages a training needs; null for one that is not installed."""
    return {'python': platform.python_version(), **{name: version_of(name) for name in PACKAGES}}


def version_of(package: str) -> str | None:
    """Version of an installed package; null when there is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return 'unknown' if is_installed(package) else None


def device() -> dict[str, str]:
    """Where torch would train."""
    from modules.util.torch_util import default_device
    kind = default_device.type
    if kind != 'cuda':
        return {'type': kind, 'name': kind}
    import torch
    return {'type': kind, 'name': torch.cuda.get_device_name(default_device)}
