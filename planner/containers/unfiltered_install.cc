#include "planner/containers/unfiltered_install.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <vector>

namespace deltaplan::planner {
namespace {

using Command = std::vector<std::string_view>;

struct Installer {
  std::string_view program;
  std::span<const std::string_view> commands;  // that install what the lockfile holds
  std::span<const std::string_view> filters;   // flags, also as "--flag=value"
  bool installs_alone = false;                 // without a command, too
};

constexpr std::array<std::string_view, 5> kNpmCommands{"ci", "install", "i", "clean-install",
                                                       "install-clean"};
constexpr std::array<std::string_view, 4> kNpmFilters{"-w", "--workspace", "-g", "--global"};
constexpr std::array<std::string_view, 4> kPnpmCommands{"install", "i", "ci", "fetch"};
constexpr std::array<std::string_view, 5> kPnpmFilters{"-F", "--filter", "--filter-prod", "-g",
                                                       "--global"};
constexpr std::array<std::string_view, 1> kYarnCommands{"install"};
constexpr std::array<std::string_view, 1> kYarnFilters{"--focus"};
constexpr std::array<std::string_view, 3> kBunCommands{"install", "i", "ci"};
constexpr std::array<std::string_view, 3> kBunFilters{"--filter", "-g", "--global"};
constexpr std::array<Installer, 4> kInstallers{{{"npm", kNpmCommands, kNpmFilters},
                                                {"pnpm", kPnpmCommands, kPnpmFilters},
                                                {"yarn", kYarnCommands, kYarnFilters, true},
                                                {"bun", kBunCommands, kBunFilters}}};

// The commands of a line of a shell, each as its words.
std::vector<Command> CommandsIn(std::string_view run) {
  std::vector<Command> commands(1);
  std::size_t begin = 0;
  const auto end_word = [&](std::size_t end) {
    if (end > begin) commands.back().push_back(run.substr(begin, end - begin));
    begin = end + 1;
  };
  for (std::size_t at = 0; at < run.size(); ++at) {
    const char c = run[at];
    const bool ends_command = std::string_view("&|;\n()").find(c) != std::string_view::npos;
    if (!ends_command && std::string_view(" \t\r\"'[],").find(c) == std::string_view::npos)
      continue;
    end_word(at);
    if (ends_command) commands.emplace_back();
  }
  end_word(run.size());
  return commands;
}

bool Has(std::span<const std::string_view> all, std::string_view word) {
  return std::ranges::find(all, word.substr(0, word.find('='))) != all.end();
}

// Before the program of a command: variables, and programs that run others.
bool MayStandBefore(std::string_view word) {
  return word == "corepack" || word == "env" || word == "exec" || word == "sudo" ||
         word.find('=') != std::string_view::npos;
}

bool IsFlag(std::string_view word) { return word.starts_with('-'); }

}  // namespace

std::optional<std::string> UnfilteredInstall(std::string_view run) {
  for (const Command& words : CommandsIn(run)) {
    const auto program = std::ranges::find_if_not(words, MayStandBefore);
    if (program == words.end()) continue;
    const auto found = std::ranges::find(kInstallers, *program, &Installer::program);
    if (found == kInstallers.end()) continue;
    const Installer& installer = *found;
    const Command rest(program + 1, words.end());
    const auto is_filter = [&](std::string_view word) { return Has(installer.filters, word); };
    if (std::ranges::any_of(rest, is_filter)) continue;
    Command named;
    std::ranges::copy_if(rest, std::back_inserter(named),
                         [](std::string_view word) { return !IsFlag(word); });
    if (named.empty()) {
      if (installer.installs_alone) return std::string(*program);
      continue;
    }
    // What follows is a package by its name, or the value of a flag: then it is left alone.
    if (named.size() == 1 && Has(installer.commands, named.front())) {
      return std::string(*program) + ' ' + std::string(named.front());
    }
  }
  return std::nullopt;
}

bool Prunes(std::string_view run) {
  return std::ranges::any_of(CommandsIn(run), [](const Command& words) {
    const auto turbo = std::ranges::find(words, "turbo");
    return turbo != words.end() && std::ranges::find(turbo, words.end(), "prune") != words.end();
  });
}

}  // namespace deltaplan::planner
