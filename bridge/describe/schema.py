"""JSON Schema of the installed config classes, by walking fresh instances: their annotations are not reliable, their
types are."""
import math
from enum import Enum
from typing import Any, get_args, get_origin

# Made anew with every instance: no default at all is nearer to the truth.
RANDOM = ('uuid', 'seed')
INFINITIES = ('inf', '-inf')


def object_schema(instance: Any, path: str = '') -> dict[str, Any]:
    """Schema of a config object. Defaults are those of this very path, not those of the class."""
    properties: dict[str, Any] = {'__version': {'const': instance.config_version, 'default': instance.config_version}}
    written = instance.to_dict()
    for name, kind in instance.types.items():
        at = f'{path}/{name}'
        field = field_schema(kind, getattr(instance, name), at)
        if instance.nullables.get(name) and 'anyOf' in field:
            field['anyOf'].append({'type': 'null'})
        elif instance.nullables.get(name):
            field = {'anyOf': [field, {'type': 'null'}]}
        if not is_config(kind) and not is_random(instance, name):
            field['default'] = plain(written[name])
        if path.startswith('/secrets') or at == '/secrets':
            field.pop('default', None)
            field['writeOnly'] = True
        properties[name] = field
    return {'type': 'object', 'additionalProperties': False, 'properties': properties}


def field_schema(kind: Any, value: Any, path: str) -> dict[str, Any]:
    """Schema of one field, by its type. Raises TypeError for a type that no OneTrainer had so far."""
    if is_config(kind):
        return object_schema(value, path)
    if get_origin(kind) is list and get_args(kind):
        return {'type': 'array', 'items': item_schema(get_args(kind)[0], path)}
    if get_origin(kind) is dict and get_args(kind):
        return {'type': 'object', 'additionalProperties': item_schema(get_args(kind)[1], path)}
    if kind is list:
        return {'type': 'array', 'items': {}}
    if kind is dict:
        return {'type': 'object', 'additionalProperties': True}
    return scalar_schema(kind, path)


def item_schema(kind: Any, path: str) -> dict[str, Any]:
    """Schema of what a list or a dictionary holds."""
    if is_config(kind):
        return object_schema(kind.default_values(), path + '/*')
    return field_schema(kind, None, path)


def scalar_schema(kind: Any, path: str) -> dict[str, Any]:
    """Schema of a field that holds one value."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {'type': 'string', 'enum': [member.name for member in kind]}
    # A number in text that stands for infinity: JSON has none.
    known: dict[Any, dict[str, Any]] = {
        bool: {'type': 'boolean'}, int: {'type': 'integer'}, str: {'type': 'string'},
        float: {'anyOf': [{'type': 'number'}, {'type': 'string', 'enum': list(INFINITIES)}]}
    }
    if kind not in known:
        raise TypeError(f'{path} has the type {kind!r}, which is not known here')
    return known[kind]


def is_config(kind: Any) -> bool:
    """True for a class of OneTrainer's own config objects, wherever it is defined."""
    return isinstance(kind, type) and any(base.__name__ == 'BaseConfig' for base in kind.__mro__)


def is_random(instance: Any, name: str) -> bool:
    """True for a default that is drawn anew each time."""
    return name in RANDOM and getattr(type(instance).default_values(), name) != getattr(instance, name)


def plain(value: Any) -> Any:
    """A value that JSON can hold: infinity as the text OneTrainer itself writes."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
