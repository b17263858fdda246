#include "planner/model/result.h"

namespace deltaplan::planner {

Error Error::Within(std::string context) && {
  causes.insert(causes.begin(), std::move(message));
  message = std::move(context);
  return std::move(*this);
}

}  // namespace deltaplan::planner
