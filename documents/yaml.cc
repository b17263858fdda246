#include "documents/yaml.h"

#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <yaml.h>

#include "documents/document_builder.h"
#include "documents/yaml_lines.h"

namespace deltaplan::documents {
namespace {

constexpr std::string_view kMergeKey = "<<";

std::string_view TextOf(const yaml_char_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}
std::string TextOf(const yaml_char_t* bytes) {
  return bytes == nullptr ? std::string() : reinterpret_cast<const char*>(bytes);
}

// One event, which libyaml allocates and somebody has to free.
class Event {
 public:
  explicit Event(yaml_parser_t& parser) : is_valid_(yaml_parser_parse(&parser, &event_) != 0) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() {
    if (is_valid_) yaml_event_delete(&event_);
  }

  bool is_valid() const { return is_valid_; }
  const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_;
  bool is_valid_;
};

class Parser {
 public:
  explicit Parser(std::string_view text) {
    is_ready_ = yaml_parser_initialize(&parser_) != 0;
    if (!is_ready_) return;
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() {
    if (is_ready_) yaml_parser_delete(&parser_);
  }

  bool is_ready() const { return is_ready_; }
  yaml_parser_t& get() { return parser_; }

 private:
  yaml_parser_t parser_;
  bool is_ready_ = false;
};

// Adds to each map what its `<<` members hold and it lacks.
class Merger {
 public:
  explicit Merger(bool in_order) : in_order_(in_order) {}
  Document Merge(const Document& document) {
    if (document.root().Exists()) Copy(document.root());
    return builder_.Take();
  }
  bool is_too_large() const { return is_too_large_; }

 private:
  using MemberMap = std::map<std::string_view, Value>;

  void Copy(const Value& value) {
    if (builder_.IsTooLarge()) is_too_large_ = true;
    if (is_too_large_) return;
    if (value.IsMap()) {
      builder_.StartMap(value.line());
      std::vector<std::pair<std::string_view, Value>> members;
      MemberMap known;
      Collect(value, 0, members, known);
      for (const auto& [name, member] : members) {
        builder_.Scalar(Kind::kPlain, name, value.line());
        Copy(member);
        if (is_too_large_) return;
      }
      builder_.End();
    } else if (value.IsList()) {
      builder_.StartList(value.line());
      for (const Value item : value.items()) {
        Copy(item);
        if (is_too_large_) return;
      }
      builder_.End();
    } else {
      builder_.Scalar(value.kind(), value.text(), value.line());
    }
  }

  // Its own members first, then what is merged, the first that has a name; or all as they come.
  void Collect(const Value& map, std::size_t depth,
               std::vector<std::pair<std::string_view, Value>>& members, MemberMap& known) {
    if (depth > kDeepestValue || members.size() > kMostValues) {
      is_too_large_ = true;
      return;
    }
    for (const auto& [name, value] : map.members()) {
      const bool is_merge = name == kMergeKey && (value.IsMap() || value.IsList());
      if (is_merge && in_order_) CollectMerged(value, depth, members, known);
      if (is_merge) continue;
      if (in_order_ || known.emplace(name, value).second) members.emplace_back(name, value);
    }
    if (in_order_) return;
    for (const auto& [name, value] : map.members()) {
      if (name == kMergeKey) CollectMerged(value, depth, members, known);
    }
  }

  void CollectMerged(const Value& value, std::size_t depth,
                     std::vector<std::pair<std::string_view, Value>>& members, MemberMap& known) {
    if (value.IsMap()) Collect(value, depth + 1, members, known);
    for (const Value item : value.items()) {
      if (item.IsMap()) Collect(item, depth + 1, members, known);
    }
  }

  const bool in_order_;
  DocumentBuilder builder_;
  bool is_too_large_ = false;
};

class Reader {
 public:
  Reader(std::string_view text, YamlReferences references)
      : parser_(text), references_(references) {}

  std::variant<std::vector<Document>, ReadError> Read() {
    if (!parser_.is_ready()) return Syntax("out of memory", 0);
    while (true) {
      const Event event(parser_.get());
      if (!event.is_valid()) return ParserError();
      if (event->type == YAML_STREAM_END_EVENT) return std::move(documents_);
      if (auto error = Take(event)) return *std::move(error);
    }
  }

 private:
  static ReadError Syntax(std::string message, std::size_t line) {
    return {ReadError::Cause::kSyntax, std::move(message), line};
  }

  ReadError ParserError() {
    const yaml_parser_t& parser = parser_.get();
    std::string problem = parser.problem == nullptr ? "it is not valid YAML" : parser.problem;
    return Syntax(std::move(problem), parser.problem_mark.line + 1);
  }

  // What an event adds; its error, if it has no place here.
  std::optional<ReadError> Take(const Event& event) {
    const std::size_t line = event->start_mark.line + 1;
    switch (event->type) {
      case YAML_SCALAR_EVENT: {
        const auto& scalar = event->data.scalar;
        if (auto error = Name(scalar.anchor, scalar.tag, line)) return error;
        const bool is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
        const std::string_view text = TextOf(scalar.value, scalar.length);
        has_merges_ = has_merges_ || (is_plain && text == kMergeKey && builder_.IsAtKey());
        builder_.Scalar(is_plain ? Kind::kPlain : Kind::kString, text, line);
        break;
      }
      case YAML_MAPPING_START_EVENT: {
        if (builder_.IsAtKey()) return Syntax("a map is the key of a map", line);
        const auto& start = event->data.mapping_start;
        if (auto error = Name(start.anchor, start.tag, line)) return error;
        builder_.StartMap(line);
        break;
      }
      case YAML_SEQUENCE_START_EVENT: {
        if (builder_.IsAtKey()) return Syntax("a list is the key of a map", line);
        const auto& start = event->data.sequence_start;
        if (auto error = Name(start.anchor, start.tag, line)) return error;
        builder_.StartList(line);
        break;
      }
      case YAML_MAPPING_END_EVENT:
        if (const std::string_view* key = builder_.DoubledKey();
            key != nullptr && !MayRepeat(*key)) {
          return Syntax("a map has a key twice", line);
        }
        builder_.End();
        break;
      case YAML_SEQUENCE_END_EVENT:
        builder_.End();
        break;
      case YAML_ALIAS_EVENT: {
        if (references_ == YamlReferences::kRefused) return Syntax("it has an alias", line);
        const auto found = anchors_.find(TextOf(event->data.alias.anchor));
        if (found == anchors_.end()) return Syntax("an alias names nothing", line);
        if (builder_.IsAtKey()) return Syntax("an alias is the key of a map", line);
        if (!builder_.Repeat(found->second))
          return Syntax("an alias stands inside what it names", line);
        break;
      }
      case YAML_DOCUMENT_END_EVENT:
        if (auto error = FinishDocument()) return error;
        break;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_STREAM_END_EVENT:
      case YAML_DOCUMENT_START_EVENT:
        break;
    }
    if (builder_.IsTooLarge()) return TooLarge();
    return std::nullopt;
  }

  static ReadError TooLarge() {
    return {ReadError::Cause::kTooLarge, "it has too many values, or too deep ones", 0};
  }

  std::optional<ReadError> FinishDocument() {
    Document document = builder_.Take();
    anchors_.clear();
    if (std::exchange(has_merges_, false) && references_ != YamlReferences::kRefused) {
      Merger merger(references_ == YamlReferences::kInOrder);
      Document merged = merger.Merge(document);
      if (merger.is_too_large()) return TooLarge();
      document = std::move(merged);
    }
    documents_.push_back(std::move(document));
    return std::nullopt;
  }

  // Several merges may stand in one map.
  bool MayRepeat(std::string_view key) const {
    if (references_ == YamlReferences::kInOrder) return true;
    return references_ == YamlReferences::kFollowed && key == kMergeKey;
  }

  std::optional<ReadError> Name(const yaml_char_t* anchor, const yaml_char_t* tag,
                                std::size_t line) {
    if (references_ == YamlReferences::kRefused && anchor != nullptr) {
      return Syntax("it has an anchor", line);
    }
    if (references_ != YamlReferences::kFollowed && tag != nullptr) {
      return Syntax("it has a tag", line);
    }
    if (anchor != nullptr) anchors_[TextOf(anchor)] = builder_.size();
    return std::nullopt;
  }

  Parser parser_;
  YamlReferences references_;
  DocumentBuilder builder_;
  std::map<std::string, std::size_t> anchors_;
  std::vector<Document> documents_;
  bool has_merges_ = false;
};

}  // namespace

std::variant<std::vector<Document>, ReadError> ReadYamlStream(std::string_view text,
                                                              YamlReferences references) {
  if (text.size() > kLargestText) {
    return ReadError{ReadError::Cause::kTooLarge, "the text has more than 64 MiB"};
  }
  if (HasConflictMarkers(text)) {
    return ReadError{ReadError::Cause::kConflict, "it holds conflict markers"};
  }
  if (references == YamlReferences::kRefused) {
    if (std::optional<Document> lines = ReadYamlLines(text)) {
      std::vector<Document> documents;
      documents.push_back(*std::move(lines));
      return documents;
    }
  }
  return Reader(text, references).Read();
}

std::variant<Document, ReadError> ReadYaml(std::string_view text, YamlReferences references) {
  auto read = ReadYamlStream(text, references);
  if (auto* error = std::get_if<ReadError>(&read)) return std::move(*error);
  auto& documents = std::get<std::vector<Document>>(read);
  if (documents.empty()) return Document();
  if (documents.size() > 1) {
    return ReadError{ReadError::Cause::kSyntax, "it has several documents", 0};
  }
  return std::move(documents.front());
}

}  // namespace deltaplan::documents
