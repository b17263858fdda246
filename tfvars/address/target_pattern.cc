// A pattern is read from left to right. Placeholders are filled in on the way: names outside of
// quotes are checked, keys are read, filled in and written again as HCL. So a value can never end
// the part that it stands in. What comes out is then read as an address.
#include "tfvars/address/target_pattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "tfvars/address/address.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/placeholders.h"
#include "tfvars/text/quoted_string.h"
#include "tfvars/text/wording.h"

namespace deltaplan::tfvars {
namespace {

bool IsNameCharacter(char c) { return IsLetterOrDigit(c) || c == '_' || c == '-'; }

bool IsResource(const Target& target, ResourceMode mode) {
  if (const auto* resource = std::get_if<AbsResource>(&target)) {
    return resource->resource.mode == mode;
  }
  const auto* instance = std::get_if<AbsResourceInstance>(&target);
  return instance != nullptr && instance->resource.resource.mode == mode;
}

using Values = std::map<std::string, std::string, std::less<>>;

class Expander {
 public:
  Expander(std::string_view pattern, const Values& values) : rest_(pattern), values_(values) {}

  std::variant<std::string, TargetPatternError> Expand() && {
    while (!rest_.empty() && !error_) {
      if (!ReadName() || rest_.empty()) break;
      if (rest_.front() == '"' && address_.ends_with('[')) {
        ReadQuoted();
      } else {
        address_ += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    if (!error_) Check();
    if (error_) return TargetPatternError{std::move(*error_)};
    return std::move(address_);
  }

 private:
  bool Fail(std::string message) {
    error_ = std::move(message);
    return false;
  }

  // What stands before the next dot, bracket or quote; possibly nothing.
  bool ReadName() {
    constexpr std::string_view kEnds = ".[]\"";
    std::string name;
    while (!rest_.empty() && kEnds.find(rest_.front()) == kEnds.npos) {
      if (rest_.front() != '{') {
        name += rest_.front();
        rest_.remove_prefix(1);
      } else {
        const std::optional<std::string> value = ReadPlaceholder();
        if (!value) return false;
        name += *value;
      }
    }
    if (!std::ranges::all_of(name, IsNameCharacter)) {
      return Fail(Quoted(name) +
                  " can't stand outside of quotes: a step holds letters, digits, \"_\" and \"-\"");
    }
    address_ += name;
    return true;
  }

  // A quoted string: read as HCL, filled in, and written as HCL again.
  bool ReadQuoted() {
    rest_.remove_prefix(1);
    std::string text;
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '{') {
        const std::optional<std::string> value = ReadPlaceholder();
        if (!value) return false;
        text += *value;
      } else if (rest_.front() == '\n' || rest_.front() == '\r') {
        text += rest_.front();
        rest_.remove_prefix(1);
      } else if (rest_.starts_with("${") || rest_.starts_with("%{")) {
        return Fail("a template has no place in an address; write {service}, without " +
                    Quoted(rest_.substr(0, 1)));
      } else {
        const QuotedPiece piece = FirstQuotedPiece(rest_);
        if (piece.error) return Fail(*piece.error);
        text += piece.text;
        rest_.remove_prefix(piece.size);
      }
    }
    if (rest_.empty()) return Fail("a double quote is missing");
    rest_.remove_prefix(1);
    address_ += '"' + EscapeHclString(text) + '"';
    return true;
  }

  // At an opening brace, of which an address has no other use.
  std::optional<std::string> ReadPlaceholder() {
    const std::size_t close = rest_.find('}');
    if (close == std::string_view::npos) {
      Fail("a placeholder is not closed: '}' is missing");
      return std::nullopt;
    }
    const std::optional<Placeholder> placeholder = FirstPlaceholder(rest_);
    const auto value =
        placeholder && !placeholder->argument ? values_.find(placeholder->name) : values_.end();
    if (value == values_.end()) {
      std::string known;
      for (const auto& [each, ignored] : values_)
        known += (known.empty() ? "{" : ", {") + each + "}";
      Fail("there is no value for " + std::string(rest_.substr(0, close + 1)) +
           " here; known: " + known);
      return std::nullopt;
    }
    rest_.remove_prefix(placeholder->size);
    return value->second;
  }

  void Check() {
    const auto parsed = ParseTarget(address_);
    if (const auto* error = std::get_if<AddressError>(&parsed)) {
      Fail(error->message);
    } else if (IsResource(std::get<Target>(parsed), ResourceMode::kData)) {
      Fail("a data source is nothing to target");
    }
  }

  std::string_view rest_;
  const Values& values_;
  std::string address_;
  std::optional<std::string> error_;
};

}  // namespace

std::variant<std::string, TargetPatternError> ExpandTargetPattern(std::string_view pattern,
                                                                  const Values& values) {
  return Expander(pattern, values).Expand();
}

}  // namespace deltaplan::tfvars
