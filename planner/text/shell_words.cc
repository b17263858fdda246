#include "planner/text/shell_words.h"

#include <algorithm>
#include <string_view>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string ShownCommand(const std::vector<std::string>& arguments) {
  std::string shown;
  for (const std::string& argument : arguments) {
    if (!shown.empty()) shown += ' ';
    const bool plain = !argument.empty() && std::ranges::all_of(argument, [](unsigned char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view("_-./=:,@%+").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) {
      shown += argument;
      continue;
    }
    shown += '\'';
    for (const char c : DisplayText(argument)) {
      if (c == '\'') {
        shown += "'\\''";
      } else {
        shown += c;
      }
    }
    shown += '\'';
  }
  return shown;
}

}  // namespace deltaplan::planner
