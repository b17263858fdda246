#include "planner/git/local_attributes.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "planner/system/file_text.h"
#include "planner/text/unquote.h"

namespace deltaplan::planner {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kMacro = "[attr]";
constexpr std::size_t kLongestLine = 2047;  // git passes over longer ones

void SkipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

std::string_view TakeWord(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

bool IsAttributeName(std::string_view name) {
  return !name.empty() && !name.starts_with('-') && std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("-_.").find(c) != std::string_view::npos;
  });
}

// "text", "-text", "!text", "eol=lf". nullopt: git drops the whole line then.
std::optional<std::pair<std::string, AttributeValue>> ParseState(std::string_view word) {
  using Kind = AttributeValue::Kind;
  const std::size_t equals = word.find('=');
  std::string_view name = word.substr(0, equals);
  AttributeValue value{Kind::kSet, ""};
  if (name.starts_with('-') || name.starts_with('!')) {
    value.kind = name.starts_with('-') ? Kind::kUnset : Kind::kUnspecified;
    name.remove_prefix(1);
  } else if (equals != std::string_view::npos) {
    value = {Kind::kWord, std::string(word.substr(equals + 1))};
  }
  if (!IsAttributeName(name)) return std::nullopt;
  return std::pair(std::string(name), std::move(value));
}

}  // namespace

LocalAttributes::LocalAttributes(const std::vector<std::string>& weakest, RuleFileReader local,
                                 const std::string& strongest)
    : local_(std::move(local)) {
  // A macro of a stronger file takes the place of a weaker one's.
  weakest_.push_back(Parse("[attr]binary -diff -merge -text", "", true));
  for (const std::string& file : weakest) weakest_.push_back(Parse(FileText(file), "", true));
  files_.emplace("", Parse(local_(".gitattributes").value_or(""), "", true));
  strongest_ = Parse(FileText(strongest), "", true);
}

LocalAttributes::File LocalAttributes::Parse(std::string_view text, std::string prefix,
                                             bool may_define_macros) {
  File file{std::move(prefix), {}};
  for (std::string_view rest : RuleLines(text)) {
    rest = rest.substr(0, rest.find('\0'));
    if (rest.size() > kLongestLine) continue;
    SkipBlanks(rest);
    if (rest.empty() || rest.starts_with('#')) continue;
    std::string name;
    if (std::optional<Unquoted> quoted = Unquote(rest)) {
      name = std::move(quoted->value);
      rest.remove_prefix(quoted->length);
    } else {
      name = TakeWord(rest);
    }
    std::string macro;
    if (name.size() > kMacro.size() && name.starts_with(kMacro)) {
      if (!may_define_macros) continue;
      std::string_view after = std::string_view(name).substr(kMacro.size());
      SkipBlanks(after);
      macro = TakeWord(after);
      if (!IsAttributeName(macro)) continue;
    }
    States states;
    bool is_valid = true;
    for (SkipBlanks(rest); !rest.empty() && is_valid; SkipBlanks(rest)) {
      auto state = ParseState(TakeWord(rest));
      is_valid = state.has_value();
      if (state) states.push_back(*std::move(state));
    }
    if (!is_valid) continue;
    if (!macro.empty()) {
      macros_[macro] = std::move(states);
    } else if (!name.starts_with('!')) {  // git knows no exceptions here
      if (auto pattern = graph::PathPattern::Parse(name)) {
        file.lines.push_back({*std::move(pattern), std::move(states)});
      }
    }
  }
  return file;
}

const LocalAttributes::File& LocalAttributes::In(const std::string& prefix) {
  if (const auto known = files_.find(prefix); known != files_.end()) return known->second;
  File file = Parse(local_(prefix + ".gitattributes").value_or(""), prefix, false);
  return files_.emplace(prefix, std::move(file)).first->second;
}

// What is in `values` already comes from something stronger, and stays.
void LocalAttributes::Fill(const States& states, AttributeValues& values) const {
  for (auto state = states.rbegin(); state != states.rend(); ++state) {
    if (!values.emplace(state->first, state->second).second) continue;
    if (state->second.kind != AttributeValue::Kind::kSet) continue;
    if (const auto macro = macros_.find(state->first); macro != macros_.end()) {
      Fill(macro->second, values);
    }
  }
}

void LocalAttributes::Apply(const File& file, std::string_view path,
                            AttributeValues& values) const {
  const std::string_view below = path.substr(file.prefix.size());
  for (auto line = file.lines.rbegin(); line != file.lines.rend(); ++line) {
    if (line->pattern.Matches(below, /*is_directory=*/false)) Fill(line->states, values);
  }
}

AttributeValues LocalAttributes::Of(std::string_view path) {
  AttributeValues values;
  Apply(strongest_, path, values);
  std::string prefix(path);
  while (!prefix.empty()) {
    const std::size_t slash = prefix.rfind('/', prefix.size() - 2);
    prefix.resize(prefix.size() < 2 || slash == std::string::npos ? 0 : slash + 1);
    Apply(In(prefix), path, values);
  }
  for (auto file = weakest_.rbegin(); file != weakest_.rend(); ++file) Apply(*file, path, values);
  return values;
}

}  // namespace deltaplan::planner
