#include "tfvars/json/json_spans.h"

#include <algorithm>
#include <variant>

#include "tfvars/json/json_scanner.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::tfvars {
namespace {

// The text is known to be JSON.
class SpanReader : JsonScanner {
 public:
  explicit SpanReader(std::string_view text) : JsonScanner(text, JsonComments::kAllowed) {}

  JsonSpan Read() {
    SkipSpace();
    JsonSpan span{.begin = at_, .end = at_, .start = at_, .values = {}, .names = {}};
    if (Next() == '{' || Next() == '[') {
      ReadAll(Next() == '{', span);
    } else {
      PassValue();
    }
    span.end = at_;
    return span;
  }

 private:
  void ReadAll(bool is_object, JsonSpan& span) {
    ++at_;
    while (true) {
      SkipSpace();
      if (Next() == '\0') return;
      if (Next() == ']' || Next() == '}') {
        ++at_;
        return;
      }
      const std::size_t start = at_;
      if (is_object) {
        const auto name = ParseJson(PassValue(), JsonComments::kRefused);
        const auto* read = std::get_if<JsonDocument>(&name);
        span.names.push_back(read == nullptr ? std::string() : read->root.string);
        Take(':');
      }
      span.values.push_back(Read());
      span.values.back().start = is_object ? start : span.values.back().begin;
      if (!Take(',') && span.values.back().end == start) return;  // it is no JSON after all
    }
  }
};

}  // namespace

const JsonSpan* JsonSpan::Find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  return found == names.end() ? nullptr : &values[static_cast<std::size_t>(found - names.begin())];
}

JsonSpan SpansOf(std::string_view text) { return SpanReader(text).Read(); }

void JsonAdditions::Add(const JsonSpan& list_or_object, const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  const std::size_t open = list_or_object.begin;
  const std::size_t close = list_or_object.end - 1;
  if (list_or_object.values.empty()) {
    const bool is_object = text_[open] == '{';
    if (is_object) joined = " " + joined + " ";
    edits_.push_back({open + 1, open + 1, std::move(joined)});
    return;
  }
  const std::size_t last = list_or_object.values.back().end;
  // The line that the last one begins in: its blanks are the indentation, where nothing else stands
  // before it.
  const std::size_t count = list_or_object.values.size();
  std::size_t begin = count > 1 ? list_or_object.values[count - 2].end : open + 1;
  const std::size_t newline = text_.substr(0, list_or_object.values.back().begin).rfind('\n');
  if (newline == std::string_view::npos || newline < begin) {
    edits_.push_back({last, last, ", " + joined});
    return;
  }
  begin = newline + 1;
  const std::string indentation(text_.substr(begin, text_.find_first_not_of(" \t", begin) - begin));
  // A comment behind the last one stays with it.
  std::size_t end_of_line = std::min(text_.find('\n', last), text_.size());
  const std::string_view rest = text_.substr(last, end_of_line - last);
  if (end_of_line > close || rest.find("/*") != std::string_view::npos) end_of_line = last;
  const bool has_return = end_of_line > last && text_[end_of_line - 1] == '\r';
  if (has_return) --end_of_line;
  edits_.push_back({last, last, ","});
  std::string lines;
  for (const std::string& text : texts) {
    lines +=
        (lines.empty() ? "" : ",") + std::string(has_return ? "\r\n" : "\n") + indentation + text;
  }
  edits_.push_back({end_of_line, end_of_line, std::move(lines)});
}

void JsonAdditions::Replace(const JsonSpan& value, std::string text) {
  edits_.push_back({value.begin, value.end, std::move(text)});
}

std::string JsonAdditions::Applied() && {
  std::ranges::stable_sort(edits_, {}, &Edit::begin);
  std::string result;
  std::size_t at = 0;
  for (const Edit& edit : edits_) {
    result += text_.substr(at, edit.begin - at);
    result += edit.text;
    at = edit.end;
  }
  result += text_.substr(at);
  return result;
}

}  // namespace deltaplan::tfvars
