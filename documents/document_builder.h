// How the readers of this room make a document: one value after the other, as the text has them.
#ifndef DELTAPLAN_DOCUMENTS_DOCUMENT_BUILDER_H_
#define DELTAPLAN_DOCUMENTS_DOCUMENT_BUILDER_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace deltaplan::documents {

/// Invariant: keys and values of a map take turns; `Start...` and `End` are in pairs.
class DocumentBuilder {
 public:
  /// A scalar, or the key of a map. `text` is copied.
  void Scalar(Kind kind, std::string_view text, std::size_t line);
  /// A scalar whose text outlives the document in `Adopt`ed memory.
  void ScalarInPlace(Kind kind, std::string_view text, std::size_t line);
  void StartMap(std::size_t line) { Start(Kind::kMap, line); }
  void StartList(std::size_t line) { Start(Kind::kList, line); }
  void End();
  /// Everything that the value number `begin` holds once more; false when that is still open.
  bool Repeat(std::size_t begin);

  /// Room for so many values and keys.
  void Reserve(std::size_t count) { document_.nodes_.reserve(count); }
  /// Memory of the document, for `ScalarInPlace`.
  char* Adopt(std::size_t size);

  std::size_t size() const { return document_.nodes_.size(); }
  std::size_t depth() const { return open_.size(); }
  /// The next scalar is the key of a map.
  bool IsAtKey() const { return !open_.empty() && open_.back().is_map && open_.back().at_key; }
  /// More values, or deeper ones, than a document may have.
  bool IsTooLarge() const { return is_over_ || size() > kMostValues || depth() > kDeepestValue; }
  /// The key of the innermost map that was there before; nullptr when all differ. Call before
  /// `End`.
  const std::string_view* DoubledKey();

  Document Take();

 private:
  struct Open {
    std::size_t node;
    bool is_map;
    bool at_key = true;
  };

  void Start(Kind kind, std::size_t line);
  void CountOne();
  std::string_view Keep(std::string_view text);

  Document document_;
  std::vector<Open> open_;
  bool is_over_ = false;
  char* free_ = nullptr;
  std::size_t left_ = 0;
  std::vector<std::string_view> keys_;
  std::string_view doubled_;
};

}  // namespace deltaplan::documents

#endif  // DELTAPLAN_DOCUMENTS_DOCUMENT_BUILDER_H_
