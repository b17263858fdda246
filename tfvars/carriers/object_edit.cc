#include "tfvars/carriers/object_edit.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "tfvars/text/json_string.h"
#include "tfvars/text/quoted_string.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

using Member = std::pair<std::string, std::string>;

class MemberWriter {
 public:
  MemberWriter(const Source& source, Syntax syntax, const Expression& object)
      : source_(source),
        text_(source.text),
        syntax_(syntax),
        range_(object.range),
        items_(std::get<Object>(object.node).items),
        end_of_line_(LineEnd(source.text)),
        is_multi_line_(source.Slice(range_).find('\n') != std::string_view::npos),
        has_commas_(HasCommas()) {}

  std::vector<TextEdit> Add(const std::vector<Member>& members) {
    if (items_.empty()) {
      Fill(members);
      return std::move(edits_);
    }
    const bool is_sorted = std::ranges::is_sorted(items_, [](const auto& a, const auto& b) {
      const std::string* left = PlainKey(*a.key);
      const std::string* right = PlainKey(*b.key);
      return left != nullptr && right != nullptr && *left < *right;
    });
    std::vector<Member> behind;
    for (const Member& member : members) {
      const auto next = std::ranges::find_if(items_, [&](const Object::Item& item) {
        const std::string* name = PlainKey(*item.key);
        return name != nullptr && *name > member.first;
      });
      if (!is_sorted || next == items_.end()) {
        behind.push_back(member);
      } else if (next == items_.begin() || !is_multi_line_) {
        InsertBefore(*next, member);
      } else {
        InsertBetween(*(next - 1), *next, member);
      }
    }
    if (!behind.empty()) Append(behind);
    return std::move(edits_);
  }

 private:
  // Whether members are told apart by commas: they have to, or some are.
  bool HasCommas() const {
    if (syntax_ == Syntax::kJson || !is_multi_line_) return true;
    for (std::size_t i = 0; i + 1 < items_.size(); ++i) {
      if (text_[SkipBlanks(items_[i].value->range.end)] == ',') return true;
    }
    return false;
  }

  void Insert(std::size_t at, std::string text) {
    const auto place = static_cast<std::uint32_t>(at);
    edits_.push_back({{place, place}, std::move(text)});
  }

  // Blanks, not line ends. Behind a member there is always something: a brace, at the end.
  std::size_t SkipBlanks(std::size_t at) const { return text_.find_first_not_of(" \t", at); }

  std::string IndentationAt(std::size_t offset) const {
    const std::string_view line = source_.Slice(source_.LineAt(offset));
    return std::string(line.substr(0, std::min(line.find_first_not_of(" \t"), line.size())));
  }

  // name = "value", in the way of `neighbour`.
  std::string Entry(const Member& member, const Object::Item* neighbour) const {
    const bool is_bare = syntax_ == Syntax::kNative &&
                         (neighbour == nullptr || BareKey(*neighbour->key) != nullptr) &&
                         IdentifierSize(member.first) == member.first.size() &&
                         !member.first.empty();
    std::string entry = is_bare ? member.first : QuotedText(member.first, syntax_);
    std::string_view between = syntax_ == Syntax::kJson ? ": " : " = ";
    if (neighbour != nullptr) {
      between = source_.Slice({neighbour->key->range.end, neighbour->value->range.begin});
      const std::size_t sign = between.find_first_of("=:");
      if (between.find_first_not_of(" \t=:") != std::string_view::npos) {
        between = syntax_ == Syntax::kJson ? ": " : " = ";  // comments are not repeated
      } else if (is_multi_line_ &&
                 sign > 0) {  // the signs stand one below the other where there is room
        const std::size_t column = neighbour->key->range.size() + sign;
        entry.resize(std::max(entry.size() + 1, column), ' ');
        between.remove_prefix(sign);
      }
      if (!is_multi_line_) {  // none of the padding that a neighbour has
        while (between.starts_with("  ")) between.remove_prefix(1);
      }
    }
    entry += between;
    return entry + QuotedText(member.second, syntax_);
  }

  // Where the first line begins that starts behind `begin`, outside of a comment of several lines;
  // with `is_above_comments` the last one instead that follows an empty line. Nothing when all of
  // it is one line.
  std::optional<std::size_t> LineBetween(std::size_t begin, std::size_t end,
                                         bool is_above_comments) const {
    bool in_block = false;
    bool in_line = false;
    std::size_t line = begin;
    std::optional<std::size_t> found;
    for (std::size_t i = begin; i < end; ++i) {
      const std::string_view two = text_.substr(i, 2);
      if (in_block) {
        in_block = two != "*/";
        i += in_block ? 0 : 1;
      } else if (text_[i] == '\n') {
        const bool is_blank = text_.find_first_not_of(" \t\r", line) == i;
        line = i + 1;
        if (!found || (is_above_comments && is_blank)) found = line;
        in_line = false;
      } else if (!in_line && text_[i] == ',') {
        found.reset();  // what comes in between stands behind the comma
      } else if (!in_line && two == "/*") {
        in_block = true;
        ++i;
      } else {
        in_line = in_line || text_[i] == '#' || two == "//";
      }
    }
    return found;
  }

  // Above the comment of the first member, which is `next`.
  void InsertBefore(const Object::Item& next, const Member& member) {
    const std::uint32_t key = next.key->range.begin;
    std::optional<std::size_t> line;
    if (is_multi_line_) line = LineBetween(range_.begin, key, /*is_above_comments=*/true);
    const std::string indentation = IndentationAt(key);
    std::string text = line ? indentation : "";
    text += Entry(member, &next) + (has_commas_ ? "," : "");
    if (is_multi_line_) text += end_of_line_;
    if (!is_multi_line_) text += ' ';
    if (is_multi_line_ && !line) text += indentation;
    Insert(line.value_or(key), std::move(text));
  }

  // Below `previous` and what is said of it: a comment above `next` stays with that one.
  void InsertBetween(const Object::Item& previous, const Object::Item& next, const Member& member) {
    const std::uint32_t key = next.key->range.begin;
    const auto line = LineBetween(previous.value->range.end, key, /*is_above_comments=*/false);
    const std::string comma = has_commas_ ? "," : "";
    if (!line) {
      Insert(key, Entry(member, &previous) + comma + ' ');
      return;
    }
    Insert(*line, IndentationAt(previous.key->range.begin) + Entry(member, &previous) + comma +
                      std::string(end_of_line_));
  }

  void Append(const std::vector<Member>& members) {
    const Object::Item& last = items_.back();
    std::size_t at = last.value->range.end;
    if (!is_multi_line_) {
      std::string text;
      for (const Member& member : members) text += ", " + Entry(member, &last);
      Insert(at, std::move(text));
      return;
    }
    const std::string lead = std::string(end_of_line_) + IndentationAt(last.key->range.begin);
    const bool ends_with_comma = text_[SkipBlanks(at)] == ',';
    std::string text;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool is_last = i + 1 == members.size();
      text += lead + Entry(members[i], &last);
      if (has_commas_ && (!is_last || ends_with_comma)) text += ',';
    }
    if (ends_with_comma) {
      at = SkipBlanks(at) + 1;
    } else if (has_commas_) {
      Insert(at, ",");
    }
    // A comment behind the last member stays there.
    if (const auto next = LineBetween(at, range_.end, /*is_above_comments=*/false)) {
      at = *next - (text_.substr(0, *next).ends_with("\r\n") ? 2 : 1);
    }
    Insert(at, std::move(text));
  }

  // The first members of an object that has none.
  void Fill(const std::vector<Member>& members) {
    const std::string indentation = IndentationAt(range_.begin);
    const std::string lead = std::string(end_of_line_) + indentation + "  ";
    std::string text;
    for (std::size_t i = 0; i < members.size(); ++i) {
      text += lead + Entry(members[i], nullptr);
      if (syntax_ == Syntax::kJson && i + 1 < members.size()) text += ',';
    }
    // What stands inside, comments, goes before them; the line end before the brace is kept.
    const std::string_view inside = source_.Slice({range_.begin + 1, range_.end - 1});
    const std::size_t kept = inside.find_last_not_of(" \t\r\n") + 1;
    const auto begin = static_cast<std::uint32_t>(range_.begin + 1 + kept);
    edits_.push_back({{begin, range_.end - 1}, text + std::string(end_of_line_) + indentation});
  }

  const Source& source_;
  std::string_view text_;
  Syntax syntax_;
  Range range_;
  const std::vector<Object::Item>& items_;
  std::string_view end_of_line_;
  bool is_multi_line_;
  bool has_commas_;
  std::vector<TextEdit> edits_;
};

}  // namespace

std::string QuotedText(std::string_view text, Syntax syntax) {
  if (syntax == Syntax::kNative) return '"' + EscapeHclString(text) + '"';
  std::string json;
  AppendJsonString(text, json);
  return json;
}

const std::string* PlainKey(const Expression& key) {
  const std::string* text = LiteralText(key);
  return text != nullptr ? text : BareKey(key);
}

std::vector<TextEdit> AddMembers(const Source& source, Syntax syntax, const Expression& object,
                                 const std::vector<std::pair<std::string, std::string>>& members) {
  return MemberWriter(source, syntax, object).Add(members);
}

}  // namespace deltaplan::tfvars
