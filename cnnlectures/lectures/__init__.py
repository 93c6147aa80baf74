"""One folder per notebook, same name: experiments, figures, explorer, exercises."""
