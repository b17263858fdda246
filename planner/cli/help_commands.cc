#include "planner/cli/command_groups.h"
#include "planner/cli/flag_sets.h"

// The commands that answer from this room alone: command_line.cc reads their words itself.
namespace deltaplan::planner {

CommandSpec CompletionSpec() {
  return {
      .name = "completion",
      .summary = "Prints the completion script of a shell",
      .about = "It offers services, environments, revisions, paths and tags as they are then.",
      .choose = nullptr,
      .arguments = {{.value = "SHELL",
                     .text = "bash, zsh or fish",
                     .into = &Options::topic,
                     .minimum = 1,
                     .maximum = 1,
                     .words = "bash zsh fish"}},
      .flags = {},
      .examples = {{"source <(deltaplan completion bash)", "for this shell"},
                   {"deltaplan completion fish > ~/.config/fish/completions/deltaplan.fish", ""}},
      .page = "docs/commands.md",
  };
}

CommandSpec ManSpec() {
  return {
      .name = "man",
      .summary = "Prints the manual, or one command's, as a man page",
      .about = "",
      .choose = nullptr,
      .arguments = {{.value = "COMMAND",
                     .text = "A command, and an action of it (default: all commands)",
                     .into = &Options::topic,
                     .maximum = 2}},
      .flags = {},
      .examples = {{"deltaplan man | man -l -", ""}, {"deltaplan man tags set | man -l -", ""}},
      .page = "docs/commands.md",
  };
}

CommandSpec HelpSpec() {
  return {
      .name = "help",
      .summary = "Help about a command, or about the flags of all",
      .about = "",
      .choose = nullptr,
      .arguments = {{.value = "COMMAND",
                     .text = "A command, and an action of it; or: flags",
                     .into = &Options::topic,
                     .maximum = 2}},
      .flags = {},
      .examples = {{"deltaplan help plan", ""}, {"deltaplan help tags promote", ""}},
      .page = "docs/commands.md",
  };
}

}  // namespace deltaplan::planner
