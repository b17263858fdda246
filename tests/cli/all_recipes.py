"""Every recipe, by its name."""

import acting_recipes
import recipes
import terraform_recipes
import workspace_recipes
import wrong_recipes


def make(name):
    """The Setup of a recipe, made anew."""
    modules = (recipes, acting_recipes, terraform_recipes, workspace_recipes, wrong_recipes)
    return next(getattr(module, name) for module in modules if hasattr(module, name))()
