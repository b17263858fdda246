// A value or an error with its causes. Why neither exceptions nor a library's type:
// docs/decisions/result-type.md.
#ifndef DELTAPLAN_PLANNER_MODEL_RESULT_H_
#define DELTAPLAN_PLANNER_MODEL_RESULT_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace deltaplan::planner {

/// What went wrong, in the order in which a reader wants it. Each string but the last may hold
/// names as they are: only `ErrorText` breaks lines and escapes.
struct Error {
  std::string message;                    ///< one line that names the thing and the place
  std::vector<std::string> causes;        ///< what lower layers said, outermost first
  std::string remedy;                     ///< what to do about it, one line; may be empty
  std::vector<std::string> further = {};  ///< lines below it: commands to copy, another way
  std::string diagnostics = {};  ///< when set, a whole multi-line text that is shown instead

  /// The same error seen from further out: `context` becomes the message.
  Error Within(std::string context) &&;
  /// "message: cause: cause".
  std::string InOneLine() const;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point
  Result(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  T& operator*() & { return value_.value(); }
  const T& operator*() const& { return value_.value(); }
  T&& operator*() && { return std::move(value_).value(); }
  T* operator->() { return &value_.value(); }
  const T* operator->() const { return &value_.value(); }

  const Error& error() const& { return error_.value(); }
  Error&& error() && { return std::move(error_).value(); }

 private:
  // One of the two. A variant of them, of which there are hundreds, takes twice as long to compile.
  std::optional<T> value_;
  std::optional<Error> error_;
};

/// Success carries nothing.
using Status = Result<std::monostate>;
inline Status Ok() { return std::monostate{}; }

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_RESULT_H_
