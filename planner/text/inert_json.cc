#include "planner/text/inert_json.h"

#include <cstdint>
#include <fmt/format.h>

#include "planner/text/quote.h"
#include "planner/text/terminal_character.h"

namespace deltaplan::planner {

bool IsMoreThanItself(const tfvars::Character& first, std::string_view text) {
  return IsUnsafeToDisplay(first.code) || (first.code == '#' && OpensLogCommand(text));
}

std::string InertJson(std::string_view json) {
  std::string inert;
  inert.reserve(json.size());
  while (!json.empty()) {
    const tfvars::Character character = tfvars::FirstCharacter(json);
    // Line ends stand between the members only. Nothing unsafe is outside of Unicode's first plane.
    if (character.code != '\n' && IsMoreThanItself(character, json)) {
      inert += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character.code));
    } else {
      inert += json.substr(0, character.size);
    }
    json.remove_prefix(character.size);
  }
  return inert;
}

}  // namespace deltaplan::planner
