#include "planner/text/console.h"

#include <cstddef>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::string ConsoleText(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (true) {
    const std::size_t end = text.find('\n');
    shown += DisplayText(text.substr(0, end));
    if (end == std::string_view::npos) return shown;
    shown += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace deltaplan::planner
