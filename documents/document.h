// What a YAML, TOML or JSON text says, as one small immutable value: maps, lists and scalars whose
// text is kept as it was written.
//
// Scalars have no type of their own beyond how they were written: `version: 5.3` of YAML is the
// plain text "5.3", `"5.3"` is a string. What a text means is for the reader of a format to say;
// nothing here turns `no` into a boolean or 1e3 into a number.
#ifndef DELTAPLAN_DOCUMENTS_DOCUMENT_H_
#define DELTAPLAN_DOCUMENTS_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace deltaplan::documents {

enum class Kind : std::uint8_t {
  kAbsent,  ///< there is no such value
  kNull,    ///< `null` of JSON; YAML's `~`, `null` and nothing at all are `kPlain`
  kBool,    ///< of JSON and TOML: "true" or "false"
  kNumber,  ///< of JSON and TOML: its digits
  kString,  ///< quoted, or a block of YAML
  kPlain,   ///< of YAML, without quotes
  kList,
  kMap,
};

/// Texts larger than this, or with more values, are refused: nobody wrote them.
inline constexpr std::size_t kLargestText = std::size_t{64} << 20;
inline constexpr std::size_t kMostValues = 2'000'000;
inline constexpr std::size_t kDeepestValue = 64;

namespace internal {
// Values stand in the order of the text; of a map, each key before its value.
struct Node {
  std::string_view text;
  std::uint32_t size = 1;   // with all that it holds, itself included
  std::uint32_t count = 0;  // of items or members
  std::uint32_t line = 0;
  Kind kind = Kind::kNull;
};
}  // namespace internal

class Members;
class Items;

/// One value of a document, which has to outlive it. Cheap to copy. What is not there is a value,
/// too: of `Kind::kAbsent`, so that `root["a"]["b"].text()` needs no test on the way.
class Value {
 public:
  Value() = default;

  Kind kind() const { return node_ == nullptr ? Kind::kAbsent : node_->kind; }
  bool Exists() const { return node_ != nullptr; }
  bool IsMap() const { return kind() == Kind::kMap; }
  bool IsList() const { return kind() == Kind::kList; }
  bool IsScalar() const { return Exists() && !IsMap() && !IsList(); }
  /// A scalar that stands for a text: quoted, or plain in YAML.
  bool IsText() const { return kind() == Kind::kString || kind() == Kind::kPlain; }
  /// `true`, as each of the three languages writes it.
  bool IsTrue() const {
    return (kind() == Kind::kBool || kind() == Kind::kPlain) && text() == "true";
  }
  bool IsFalse() const {
    return (kind() == Kind::kBool || kind() == Kind::kPlain) && text() == "false";
  }

  /// Of a scalar: its text without quotes and escapes; else "".
  std::string_view text() const { return IsScalar() ? node_->text : std::string_view(); }
  /// The same as a string.
  std::string str() const { return std::string(text()); }
  /// Where it begins, from 1; 0 when it is absent.
  std::size_t line() const { return node_ == nullptr ? 0 : node_->line; }
  /// Of a map or list: how many it has.
  std::size_t size() const { return IsMap() || IsList() ? node_->count : 0; }
  /// How many values and keys it has in all, itself included: what `kMostValues` limits.
  std::size_t value_count() const { return node_ == nullptr ? 0 : node_->size; }

  /// The member of that name; of several the last one, as JavaScript has it. Looks at one after the
  /// other: make an index of your own before you ask a large map often.
  Value operator[](std::string_view name) const;
  /// In the order of the text (TOML: by name). Nothing when it is no map.
  Members members() const;
  /// Nothing when it is no list.
  Items items() const;

  /// Whether both say the same: scalars by kind and text, lists in order, maps in any order.
  friend bool SameContent(const Value& left, const Value& right);

 private:
  friend class Document;
  friend class Members;
  friend class Items;
  explicit Value(const internal::Node* node) : node_(node) {}

  const internal::Node* node_ = nullptr;
};

bool SameContent(const Value& left, const Value& right);

/// The members of a map: `for (const auto& [name, value] : map.members())`.
class Members {
 public:
  class Iterator {
   public:
    explicit Iterator(const internal::Node* key) : key_(key) {}
    std::pair<std::string_view, Value> operator*() const { return {key_->text, Value(key_ + 1)}; }
    Iterator& operator++() {
      key_ += 1 + key_[1].size;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const internal::Node* key_;
  };

  explicit Members(const internal::Node* map) : map_(map) {}
  Iterator begin() const { return Iterator(map_ == nullptr ? nullptr : map_ + 1); }
  Iterator end() const { return Iterator(map_ == nullptr ? nullptr : map_ + map_->size); }

 private:
  const internal::Node* map_;
};

/// The items of a list.
class Items {
 public:
  class Iterator {
   public:
    explicit Iterator(const internal::Node* item) : item_(item) {}
    Value operator*() const { return Value(item_); }
    Iterator& operator++() {
      item_ += item_->size;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const internal::Node* item_;
  };

  explicit Items(const internal::Node* list) : list_(list) {}
  Iterator begin() const { return Iterator(list_ == nullptr ? nullptr : list_ + 1); }
  Iterator end() const { return Iterator(list_ == nullptr ? nullptr : list_ + list_->size); }

 private:
  const internal::Node* list_;
};

/// A whole text. Values point into it: it may be moved, not changed.
class Document {
 public:
  Document() = default;

  /// Absent when the text was empty.
  Value root() const { return nodes_.empty() ? Value() : Value(nodes_.data()); }
  /// How many values and keys it has.
  std::size_t size() const { return nodes_.size(); }

 private:
  friend class DocumentBuilder;

  std::vector<internal::Node> nodes_;
  std::vector<std::unique_ptr<char[]>> texts_;  // what the nodes point into
};

/// Why a text can't be read.
struct ReadError {
  enum class Cause {
    kSyntax,
    kConflict,  ///< git's conflict markers stand in it
    kTooLarge,  ///< the text, the number of its values, or how deep they lie
  };

  Cause cause = Cause::kSyntax;
  std::string message;   ///< lower case, without a full stop
  std::size_t line = 0;  ///< from 1; 0 when it has no one place
};

/// The same text for all values with the same content: JSON whose members are sorted by name. A
/// plain scalar of YAML is written as the string that it most likely is, unless it looks like a
/// number, a truth value or null. Members of the outermost map that `without` names are left out.
std::string CanonicalText(const Value& value, std::span<const std::string_view> without = {});

/// The same, behind what stands in `to`.
void AppendCanonicalText(const Value& value, std::span<const std::string_view> without,
                         std::string& to);

/// Whether a line begins as git begins the two sides of a conflict.
bool HasConflictMarkers(std::string_view text);

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_DOCUMENT_H_
