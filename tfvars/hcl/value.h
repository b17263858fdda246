// A value of the Terraform language: what a constant expression gives.
#ifndef DELTAPLAN_TFVARS_HCL_VALUE_H_
#define DELTAPLAN_TFVARS_HCL_VALUE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/text/number.h"

namespace deltaplan::tfvars {

class Value;

/// What can't be told before Terraform runs: a resource's attribute, a variable without value.
struct Unknown {
  bool operator==(const Unknown&) const { return true; }
};
struct Null {
  bool operator==(const Null&) const { return true; }
};

/// - Lists, sets and tuples are sequences; maps and objects are objects: what tells them apart, the
///   types of elements, is the provider's business.
/// - Copies of a collection share it: each instance of a resource looks one element up in a map of
///   all.
/// - Strings, and names of members, are in normal form C.
class Value {
 public:
  struct Member;
  using Sequence = std::vector<Value>;
  /// Sorted by name, each name once.
  using Object = std::vector<Member>;

  Value();  ///< null
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  explicit Value(Unknown);
  explicit Value(bool value);
  explicit Value(const char*) = delete;  ///< it would become a bool
  explicit Value(Number value);
  explicit Value(std::string value);
  explicit Value(Sequence items);
  /// Sorts; of several members with one name the last stays.
  explicit Value(Object members);

  bool IsNull() const { return std::holds_alternative<Null>(data_); }
  bool IsUnknown() const { return std::holds_alternative<Unknown>(data_); }
  /// Whether it, or anything in it, is unknown.
  bool HasUnknown() const;
  /// Null when it is something else.
  const bool* AsBool() const { return std::get_if<bool>(&data_); }
  const Number* AsNumber() const { return std::get_if<Number>(&data_); }
  const std::string* AsString() const { return std::get_if<std::string>(&data_); }
  const Sequence* AsSequence() const { return Shared<Sequence>(); }
  const Object* AsObject() const { return Shared<Object>(); }

  /// The member of that name; null when there is none, or when this is no object.
  const Value* Find(std::string_view name) const;

  /// Terraform's conversions: a bool or number becomes a string, a string that reads as a bool or
  /// number becomes one. nullopt where there is none.
  std::optional<std::string> ToString() const;
  std::optional<Number> ToNumber() const;
  std::optional<bool> ToBool() const;

  bool operator==(const Value& other) const;

 private:
  template <typename Collection>
  const Collection* Shared() const {
    const auto* shared = std::get_if<std::shared_ptr<const Collection>>(&data_);
    return shared == nullptr ? nullptr : shared->get();
  }

  std::variant<Null, Unknown, bool, Number, std::string, std::shared_ptr<const Sequence>,
               std::shared_ptr<const Object>>
      data_;
};

struct Value::Member {
  std::string name;
  Value value;

  bool operator==(const Member& other) const { return name == other.name && value == other.value; }
};

// Here, where members are complete.
inline Value::Value() = default;
inline Value::Value(Unknown) : data_(Unknown()) {}
inline Value::Value(bool value) : data_(value) {}
inline Value::Value(Number value) : data_(std::move(value)) {}
inline Value::Value(std::string value) : data_(std::move(value)) {}
inline Value::Value(Sequence items) : data_(std::make_shared<const Sequence>(std::move(items))) {}

/// "a string", "an object", ...: for sentences.
const char* KindName(const Value& value);

/// Whether two values can have the same type: what is unknown or null has any, and those of
/// sequences and objects are made of their members'. Source: go-cty, `Value.Equals`.
bool MayBeOfOneType(const Value& a, const Value& b);

/// How much work it is to copy a value, in steps of an evaluation.
std::size_t Weight(const Value& value);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_HCL_VALUE_H_
