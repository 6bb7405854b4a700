"""What an installed OneTrainer says of itself. Runs apart from every training, in a short process of its own."""
