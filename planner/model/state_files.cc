#include "planner/model/state_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

bool IsNamed(const TerraformRoot& root, std::size_t number, std::string_view name) {
  return name == fmt::format("roots/{}", number) || name == (root.dir.empty() ? "." : root.dir);
}

// ROOT=FILE, with the roots that have this name; none: no part of the text is the name of one.
struct NamedState {
  std::vector<std::size_t> roots;
  std::string file;
};

NamedState ReadNamed(const std::string& text, const std::vector<TerraformRoot>& roots) {
  NamedState named;
  for (std::size_t equals = text.find('='); equals != std::string::npos && named.roots.empty();
       equals = text.find('=', equals + 1)) {
    named.file = text.substr(equals + 1);
    for (std::size_t i = 0; i < roots.size(); ++i) {
      if (IsNamed(roots[i], i, std::string_view(text).substr(0, equals))) named.roots.push_back(i);
    }
  }
  return named;
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
  const auto wrong = [&](std::string message) {
    return Error{.message = "--state: " + std::move(message), .causes = {}, .remedy = remedy};
  };
  for (const std::string& text : given.given) {
    const NamedState named = ReadNamed(text, roots);
    const std::string name = DisplayPath(text.substr(0, text.find('=')));
    if (named.roots.empty()) {
      if (given.given.size() > 1 || (roots.size() > 1 && text.find('=') != std::string::npos)) {
        return wrong(fmt::format("'{}' is no root module", name));
      }
      if (roots.size() > 1) {
        return wrong(fmt::format("the environment has {} root modules, and a state is that of one",
                                 roots.size()));
      }
      for (std::optional<std::string>& state : states) state = text;
      continue;
    }
    if (named.roots.size() > 1) return wrong(fmt::format("'{}' is several root modules", name));
    std::optional<std::string>& state = states[named.roots.front()];
    if (state) return wrong(fmt::format("'{}' has a state already", name));
    state = named.file;
  }
  return states;
}

}  // namespace deltaplan::planner
