#include "planner/model/state_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

std::vector<std::string> NamesOf(const TerraformRoot& root, std::size_t number) {
  return {fmt::format("roots/{}", number), root.dir.empty() ? "." : root.dir};
}

}  // namespace

Result<std::vector<std::optional<std::string>>> StatesOf(const StateFiles& given,
                                                         const std::vector<TerraformRoot>& roots) {
  std::vector<std::optional<std::string>> states(roots.size());
  std::vector<std::string> known;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    known.push_back(
        fmt::format("roots/{} ({})", i, DisplayPath(roots[i].dir.empty() ? "." : roots[i].dir)));
  }
  const std::string remedy =
      fmt::format("Give one for each root: --state ROOT=FILE, with {}.", fmt::join(known, ", "));
  if (given.only) {
    if (roots.size() > 1) {
      return Error{.message = fmt::format("--state: the environment has {} root modules, and a "
                                          "state is that of one",
                                          roots.size()),
                   .causes = {},
                   .remedy = remedy};
    }
    for (std::optional<std::string>& state : states) state = given.only;
    return states;
  }
  for (const auto& [name, file] : given.of_root) {
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < roots.size(); ++i) {
      for (const std::string& each : NamesOf(roots[i], i)) {
        if (each == name) meant.push_back(i);
      }
    }
    const bool is_second = meant.size() == 1 && states[meant.front()];
    if (meant.size() != 1 || is_second) {
      return Error{.message = fmt::format("--state: '{}' {}", DisplayPath(name),
                                          is_second       ? "has a state already"
                                          : meant.empty() ? "is no root module"
                                                          : "is several root modules"),
                   .causes = {},
                   .remedy = remedy};
    }
    states[meant.front()] = file;
  }
  return states;
}

}  // namespace deltaplan::planner
