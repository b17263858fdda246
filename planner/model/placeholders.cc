#include "planner/model/placeholders.h"

#include <algorithm>

namespace deltaplan::planner {
namespace {

// Calls `literal` and `name` for the parts of `text`, in order.
template <typename Literal, typename Name>
void ForEachPart(std::string_view text, Literal literal, Name name) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open == std::string_view::npos) return literal(text);
    literal(text.substr(0, open));
    text.remove_prefix(open);
    const std::size_t end =
        std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1), text.size());
    if (end > 1 && end < text.size() && text[end] == '}') {
      name(text.substr(1, end - 1));
      text.remove_prefix(end + 1);
    } else {
      literal(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
}

}  // namespace

std::string FillPlaceholders(std::string_view text, const PlaceholderValues& values) {
  std::string filled;
  ForEachPart(
      text, [&](std::string_view literal) { filled += literal; },
      [&](std::string_view name) {
        const auto value = values.find(name);
        if (value != values.end()) {
          filled += value->second;
        } else {
          filled.append("{").append(name).append("}");
        }
      });
  return filled;
}

std::optional<std::string> UnknownPlaceholder(std::string_view text,
                                              const PlaceholderValues& values) {
  std::optional<std::string> unknown;
  ForEachPart(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!unknown && !values.contains(name)) unknown = name;
      });
  return unknown;
}

}  // namespace deltaplan::planner
