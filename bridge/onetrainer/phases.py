"""What OneTrainer's status texts mean."""

PHASES = {
    'loading the model': 'loading',
    'searching for previous backups': 'loading',
    'logging into Hugging Face': 'loading',
    'running model setup': 'loading',
    # It says caching, but only builds the data loader; the caching comes with the epoch.
    'creating the data loader/caching': 'loading',
    'Starting epoch/caching': 'caching',
    'Caching': 'caching',
    'Training ...': 'training',
    'Sampling ...': 'sampling',
    'Calculating validation loss': 'validating',
    'Creating backup': 'backing_up',
    'Saving': 'saving',
    'Saving the final model': 'saving',
}


def phase_of(status: str) -> str:
    """The contract's phase of a status text; `unknown` for one that is not known."""
    return PHASES.get(status, 'unknown')
