#include "planner/text/ink.h"

namespace deltaplan::planner {
namespace {

std::string_view InkCode(Ink ink) {
  switch (ink) {
    case Ink::kBold:
      return "\033[1m";
    case Ink::kDeploy:
    case Ink::kWarning:
      return "\033[1;33m";
    case Ink::kError:
      return "\033[1;31m";
    case Ink::kPlain:
      break;
  }
  return "";
}

}  // namespace

void Inker::Add(Ink ink, std::string_view text, std::string& out) const {
  const bool colored = color_ && ink != Ink::kPlain && !text.empty();
  if (colored) out += InkCode(ink);
  out += text;
  if (colored) out += "\033[0m";
}

}  // namespace deltaplan::planner
