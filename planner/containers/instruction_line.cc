#include "planner/containers/instruction_line.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "tfvars/json/json_value.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

constexpr std::array kKeywords{
    std::string_view("add"),    std::string_view("arg"),        std::string_view("cmd"),
    std::string_view("copy"),   std::string_view("entrypoint"), std::string_view("env"),
    std::string_view("expose"), std::string_view("from"),       std::string_view("healthcheck"),
    std::string_view("label"),  std::string_view("maintainer"), std::string_view("onbuild"),
    std::string_view("run"),    std::string_view("shell"),      std::string_view("stopsignal"),
    std::string_view("user"),   std::string_view("volume"),     std::string_view("workdir")};

bool IsBlank(char c) { return c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == ' '; }

// Latin-1's white space, as bytes are taken for characters where flags are read.
bool IsByteSpace(char c) { return IsBlank(c) || c == '\n' || c == '\x85' || c == '\xA0'; }

// The part before the first run of blanks, and what follows it; nullopt: there is no blank.
std::optional<std::pair<std::string_view, std::string_view>> SplitAtBlanks(std::string_view text) {
  const auto begin = std::ranges::find_if(text, IsBlank);
  if (begin == text.end()) return std::nullopt;
  const auto end = std::find_if_not(begin, text.end(), IsBlank);
  const auto at = [&](auto place) { return static_cast<std::size_t>(place - text.begin()); };
  return std::pair(text.substr(0, at(begin)), text.substr(at(end)));
}

// Takes "--name=value" words off the front of `line`. Quotes group and go; what is no flag stays.
std::vector<std::string> TakeFlags(std::string_view& line, char escape) {
  std::vector<std::string> flags;
  while (true) {
    while (!line.empty() && IsByteSpace(line.front())) line.remove_prefix(1);
    if (!line.starts_with("--")) return flags;
    std::string flag;
    bool was_quoted = false;
    char quote = '\0';
    std::size_t i = 0;
    for (; i < line.size(); ++i) {
      const char c = line[i];
      if (quote == '\0' && IsByteSpace(c)) break;
      if (quote == '\0' && (c == '"' || c == '\'')) {
        quote = c;
        was_quoted = true;
      } else if (quote != '\0' && c == quote) {
        quote = '\0';
      } else if (c == escape) {
        if (i + 1 < line.size()) flag += line[++i];
      } else {
        flag += c;
      }
    }
    line.remove_prefix(i);
    if (flag == "--") return flags;
    if (was_quoted || !flag.empty()) flags.push_back(std::move(flag));
  }
}

// Words in which quotes group and stay.
std::vector<std::string> QuotedWords(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  bool is_blank_word = false;  // quotes without anything in them make a word
  bool in_word = false;
  char quote = '\0';
  const auto end_word = [&] {
    if (is_blank_word || !word.empty()) words.push_back(std::exchange(word, {}));
    is_blank_word = in_word = false;
  };
  while (!text.empty()) {
    tfvars::Character c = tfvars::FirstCharacter(text);
    std::string_view bytes = text.substr(0, c.size);
    text.remove_prefix(c.size);
    if (quote == '\0' && tfvars::IsWhiteSpace(c.code)) {
      if (in_word) end_word();
      continue;
    }
    in_word = true;
    if (quote == '\0' && (c.code == U'\'' || c.code == U'"')) {
      quote = bytes.front();
      is_blank_word = true;
      word += bytes;
      continue;
    }
    if (quote != '\0' && bytes.front() == quote) quote = '\0';
    if (bytes.front() == escape && quote != '\'') {
      if (text.empty()) {
        quote = '\0';
        break;
      }
      word += bytes;
      c = tfvars::FirstCharacter(text);
      bytes = text.substr(0, c.size);
      text.remove_prefix(c.size);
    }
    word += bytes;
  }
  if (in_word) end_word();
  return words;
}

std::vector<std::string> BlankSeparated(std::string_view text) {
  std::vector<std::string> words;
  while (const auto split = SplitAtBlanks(text)) {
    words.emplace_back(split->first);
    text = split->second;
  }
  if (!text.empty() || !words.empty()) words.emplace_back(text);
  return words;
}

enum class JsonForm { kNone, kStrings, kOtherValues };

JsonForm ReadJson(std::string_view text, std::vector<std::string>& words) {
  if (!text.starts_with('[')) return JsonForm::kNone;
  const auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  if (document == nullptr) return JsonForm::kNone;
  for (const tfvars::JsonValue& item : document->root.items) {
    if (item.kind != tfvars::JsonValue::Kind::kString) return JsonForm::kOtherValues;
    words.push_back(item.string);
  }
  return JsonForm::kStrings;
}

std::optional<std::string> ReadSettings(Instruction& instruction, char escape) {
  const std::vector<std::string> words = QuotedWords(instruction.arguments, escape);
  if (words.empty()) return "ENV needs a name and a value";
  if (words.front().find('=') == std::string::npos) {
    const auto split = SplitAtBlanks(instruction.arguments);
    if (!split) return "ENV needs a name and a value";
    instruction.settings.emplace_back(split->first, split->second);
    return std::nullopt;
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return fmt::format("'{}' is not name=value", word);
    if (equals == 0) return "a variable has no name";
    instruction.settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace

std::variant<Instruction, std::string> ParseInstructionLine(std::string_view line, char escape) {
  Instruction instruction;
  instruction.text = line;
  const std::string_view trimmed = tfvars::WithoutSpace(line);
  const auto split = SplitAtBlanks(trimmed);
  instruction.keyword = tfvars::ToLower(split ? split->first : trimmed);
  if (std::ranges::find(kKeywords, instruction.keyword) == kKeywords.end()) {
    return fmt::format("'{}' is no instruction", split ? split->first : trimmed);
  }
  if (split) {
    std::string_view rest = split->second;
    instruction.flags = TakeFlags(rest, escape);
    instruction.arguments = tfvars::WithoutSpace(rest);
  }
  const std::string& keyword = instruction.keyword;
  if (keyword == "env") {
    if (auto wrong = ReadSettings(instruction, escape)) return *std::move(wrong);
  } else if (keyword == "arg") {
    instruction.words = QuotedWords(instruction.arguments, escape);
  } else if (keyword == "from") {
    instruction.words = BlankSeparated(instruction.arguments);
  } else if (keyword == "add" || keyword == "copy" || keyword == "run" || keyword == "cmd" ||
             keyword == "entrypoint" || keyword == "shell" || keyword == "volume") {
    const JsonForm form = ReadJson(instruction.arguments, instruction.words);
    if (form == JsonForm::kOtherValues) return std::string("a JSON list holds more than strings");
    instruction.is_json = form == JsonForm::kStrings;
    if (!instruction.is_json) instruction.words.clear();
    if (!instruction.is_json && (keyword == "add" || keyword == "copy")) {
      instruction.words = BlankSeparated(instruction.arguments);
    }
  }
  return instruction;
}

}  // namespace deltaplan::planner
