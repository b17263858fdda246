#include "planner/model/result.h"

namespace deltaplan::planner {

Error Error::Within(std::string context) && {
  causes.insert(causes.begin(), std::move(message));
  message = std::move(context);
  return std::move(*this);
}

std::string Error::InOneLine() const {
  std::string text = message;
  for (const std::string& cause : causes) text += ": " + cause;
  return text;
}

}  // namespace deltaplan::planner
