#include "tfvars/hcl/hcl_text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tfvars/text/quoted_string.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

using Text = std::optional<std::string>;

std::string InQuotes(std::string_view text) { return '"' + EscapeHclString(text) + '"'; }

bool IsIdentifier(std::string_view name) {
  return !name.empty() && IdentifierSize(name) == name.size();
}

Text Print(const Value& value, const std::string& indentation);

// One member a line. Their = stand below one another where lines follow one another, so not beside
// what takes several.
Text PrintMembers(const Value::Object& members, const std::string& indentation) {
  struct Line {
    std::string name;
    std::string value;
    bool is_whole = false;
  };
  std::vector<Line> lines;
  for (const auto& [name, value] : members) {
    if (!IsAscii(name)) return std::nullopt;
    Text text = Print(value, indentation);
    if (!text) return std::nullopt;
    const bool is_whole = text->find('\n') == std::string::npos;
    lines.push_back({IsIdentifier(name) ? name : InQuotes(name), *std::move(text), is_whole});
  }
  std::string printed;
  for (auto line = lines.begin(); line != lines.end();) {
    const auto end =
        line->is_whole ? std::ranges::find(line, lines.end(), false, &Line::is_whole) : line + 1;
    std::size_t width = 0;
    for (auto each = line; each != end; ++each) width = std::max(width, each->name.size());
    for (; line != end; ++line) {
      const std::string room(width - line->name.size(), ' ');
      printed += indentation + line->name + room + " = " + line->value + '\n';
    }
  }
  return printed;
}

Text PrintItems(const Value::Sequence& items, const std::string& indentation) {
  std::string printed;
  for (const Value& item : items) {
    const bool is_block = item.AsObject() != nullptr && !item.AsObject()->empty();
    const Text text = is_block ? std::nullopt : Print(item, indentation);
    if (!text) return std::nullopt;
    printed += (printed.empty() ? "" : ", ") + *text;
  }
  return '[' + printed + ']';
}

// nullopt where that can't be told.
Text Print(const Value& value, const std::string& indentation) {
  if (value.IsNull()) return "null";
  if (const std::string* text = value.AsString()) return InQuotes(*text);
  if (const auto* items = value.AsSequence()) return PrintItems(*items, indentation);
  const auto* members = value.AsObject();
  if (members == nullptr) return value.ToString();
  if (members->empty()) return "{}";
  const Text inner = PrintMembers(*members, indentation + "  ");
  return inner ? Text("{\n" + *inner + indentation + "}") : std::nullopt;
}

Value OrUnknown(Text text) { return text ? Value(*std::move(text)) : Value(Unknown()); }

}  // namespace

Value ExpressionText(const Value& value) { return OrUnknown(Print(value, "")); }

std::optional<Value> VariablesText(const Value::Object& variables) {
  const bool is_wrong = std::ranges::any_of(variables, [](const Value::Member& variable) {
    return IsAscii(variable.name) && !IsIdentifier(variable.name);
  });
  if (is_wrong) return std::nullopt;
  return OrUnknown(PrintMembers(variables, ""));
}

}  // namespace deltaplan::tfvars
