// Typed values out of a JSON document. What is wrong is recorded by place, and reading goes on.
#ifndef DELTAPLAN_PLANNER_CONFIG_READER_H_
#define DELTAPLAN_PLANNER_CONFIG_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "planner/model/config.h"
#include "planner/model/config_problem.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {

/// What a document is read with.
struct ConfigReading {
  ConfigProblems problems;
  std::vector<std::string> words;  ///< the {words} that it defines, for texts about a service
};

/// One value of the document, with its place.
class ConfigNode {
 public:
  using Kind = tfvars::JsonValue::Kind;

  ConfigNode(const tfvars::JsonValue& value, std::string pointer, ConfigReading& reading)
      : value_(&value), pointer_(std::move(pointer)), reading_(&reading) {}

  const tfvars::JsonValue& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  const std::vector<std::string>& words() const { return reading_->words; }
  bool Is(Kind kind) const { return value_->kind == kind; }

  void Problem(std::string message, std::string advice = {}) const;
  /// "Expected <expected>, not a number".
  void WrongType(std::string_view expected) const;
  /// Says which word was meant instead of this one, or which ones there are.
  /// The one that was meant, if any is near.
  std::optional<std::string> UnknownWord(std::string message, std::string_view word,
                                         const std::vector<std::string>& known) const;

  /// The member `name` of this object or the element `index` of this list.
  ConfigNode Member(std::string_view name, const tfvars::JsonValue& value) const;
  ConfigNode Element(std::size_t index) const;

 private:
  const tfvars::JsonValue* value_;
  std::string pointer_;
  ConfigReading* reading_;
};

/// The readers give nullopt after they have recorded a problem.

/// A string that is not empty.
std::optional<std::string> ReadString(const ConfigNode& node);
std::optional<bool> ReadBool(const ConfigNode& node);

/// A list: what `read` makes of each element that it can read.
template <typename Read>
auto ReadList(const ConfigNode& node, Read read)
    -> std::optional<std::vector<typename std::invoke_result_t<Read, ConfigNode>::value_type>> {
  if (!node.Is(ConfigNode::Kind::kArray)) {
    node.WrongType("a list");
    return std::nullopt;
  }
  std::vector<typename std::invoke_result_t<Read, ConfigNode>::value_type> items;
  items.reserve(node.value().items.size());
  for (std::size_t i = 0; i < node.value().items.size(); ++i) {
    if (auto item = read(node.Element(i))) items.push_back(*std::move(item));
  }
  return items;
}

std::optional<std::vector<std::string>> ReadStrings(const ConfigNode& node);

/// An object. Every key that was asked for (a literal, or as lasting as one) is a known one;
/// `RefuseOtherKeys`, the last thing that it is asked for, complains about the others, and about
/// those that are missing: of a misspelt key that is one thing, and not two.
class ConfigObject {
 public:
  /// `node` has to be an object.
  explicit ConfigObject(ConfigNode node) : node_(std::move(node)) {}

  /// The member of that name, if there is one.
  std::optional<ConfigNode> Find(std::string_view key);
  /// The same; a missing one is a problem.
  std::optional<ConfigNode> Require(std::string_view key, std::string_view example);
  /// One of `keys` has to be there, or `message` is a problem.
  void RequireOneOf(std::vector<std::string_view> keys, std::string message, std::string advice);

  /// What `read` makes of the member, if there is one.
  template <typename Read>
  std::invoke_result_t<Read, ConfigNode> Get(std::string_view key, Read read) {
    const std::optional<ConfigNode> member = Find(key);
    if (!member) return std::nullopt;
    return read(*member);
  }
  template <typename Read>
  std::invoke_result_t<Read, ConfigNode> GetRequired(std::string_view key, std::string_view example,
                                                     Read read) {
    const std::optional<ConfigNode> member = Require(key, example);
    if (!member) return std::nullopt;
    return read(*member);
  }

  void RefuseOtherKeys();

 private:
  struct Lack {
    std::vector<std::string_view> keys;  // none of which is there
    std::string message;
    std::string advice;
  };

  ConfigNode node_;
  std::vector<std::string_view> known_;
  std::vector<Lack> lacks_;
};

/// nullopt, after a problem that names what was expected, when `node` is no object.
std::optional<ConfigObject> ReadObject(const ConfigNode& node,
                                       std::string_view expected = "an object");

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_CONFIG_READER_H_
