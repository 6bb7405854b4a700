"""Names of the bridge protocol. Made from core/contract by `npm run contract`; do not edit."""

PROTOCOL_VERSION = 1

COMMANDS = (
    "stop",
    "pause",
    "resume",
    "sample_default",
    "sample_custom",
    "backup",
    "save",
    "stack_dump",
    "kill",
)

TRAINER_COMMANDS = (
    "stop",
    "pause",
    "resume",
    "sample_default",
    "sample_custom",
    "backup",
    "save",
)

PHASES = (
    "loading",
    "caching",
    "training",
    "sampling",
    "validating",
    "backing_up",
    "saving",
    "unknown",
)

REASONS = (
    "finished",
    "user_stop",
    "released",
    "launch_failed",
    "start_failed",
    "start_timeout",
    "trainer_exit",
    "trainer_error",
    "out_of_memory",
    "cuda_oom",
    "oom_killed",
    "killed_externally",
    "loss_nan",
    "disk_full",
    "save_failed",
    "nothing_trained",
    "supervisor_lost",
    "machine_restarted",
    "dependency_failed",
    "record_damaged",
)

LOG_LEVELS = (
    "debug",
    "info",
    "warning",
    "error",
    "critical",
)

TRAINERS = (
    "builtin",
    "onetrainer",
)

# Lines of file descriptor 3: type, its fields, and whether a field must be there.
LINES = {
    "ready": {
        "protocol": True,
        "trainer": True,
        "trainer_version": True,
        "python_version": True,
        "device": True,
        "resumed_from": True,
    },
    "status": {
        "phase": True,
        "paused": True,
        "message": True,
    },
    "progress": {
        "epoch": True,
        "epoch_step": True,
        "epoch_sample": True,
        "global_step": True,
        "max_step": True,
        "max_epoch": True,
        "loss": True,
        "smooth_loss": True,
        "learning_rate": True,
        "non_finite": False,
    },
    "scalars": {
        "step": True,
        "epoch": True,
        "values": True,
        "non_finite": False,
    },
    "sample": {
        "file": True,
        "sample_type": True,
        "sample_index": True,
        "step": True,
        "epoch": True,
        "prompt": True,
        "negative_prompt": True,
        "seed": True,
        "width": True,
        "height": True,
        "command_id": True,
    },
    "sample_failed": {
        "sample_type": True,
        "sample_index": True,
        "step": True,
        "epoch": True,
        "prompt": True,
        "seed": True,
        "error": True,
        "command_id": True,
    },
    "sample_progress": {
        "sample_type": True,
        "step": True,
        "max_step": True,
    },
    "validation": {
        "step": True,
        "epoch": True,
        "validation_loss": True,
        "concept": True,
        "accuracy": False,
        "correct": False,
        "total": False,
        "non_finite": False,
    },
    "backup": {
        "file": True,
        "step": True,
        "epoch": True,
        "epoch_step": True,
        "command_id": True,
    },
    "save": {
        "file": True,
        "step": True,
        "epoch": True,
        "epoch_step": True,
        "command_id": True,
        "final": True,
    },
    "command": {
        "id": True,
        "status": True,
        "message": True,
        "file": False,
    },
    "heartbeat": {
        "phase": True,
        "global_step": True,
        "rss_bytes": True,
    },
    "end": {
        "outcome": True,
        "reason": True,
        "message": True,
        "one_step_trained": True,
        "error": True,
    },
    "epoch": {
        "epoch": True,
        "max_epoch": True,
        "step": True,
        "loss": True,
        "elapsed_seconds": True,
        "accuracy": True,
        "correct": False,
        "total": False,
        "non_finite": False,
    },
}
