#include "planner/containers/dockerfile_syntax.h"

#include <algorithm>
#include <set>

#include "planner/containers/instruction_line.h"
#include "planner/containers/word_expansion.h"
#include "tfvars/json/json_value.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

// BuildKit's own limit.
constexpr std::size_t kLongestLine = 65'535;

std::string_view WithoutLineEnd(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::string_view WithoutLeadingSpace(std::string_view text) {
  while (!text.empty()) {
    const tfvars::Character character = tfvars::FirstCharacter(text);
    if (!tfvars::IsWhiteSpace(character.code)) break;
    text.remove_prefix(character.size);
  }
  return text;
}

bool IsComment(std::string_view line) { return WithoutLeadingSpace(line).starts_with('#'); }

// "key = value" behind the mark of a comment.
struct Directive {
  std::string key;
  std::string value;
};

// Reads directives from the first lines on, until something else comes.
class DirectiveReader {
 public:
  explicit DirectiveReader(std::string_view mark) : mark_(mark) {}

  // nullopt: none stands there, nor further down.
  std::variant<std::optional<Directive>, std::string> Read(std::string_view line) {
    if (is_done_) return std::optional<Directive>();
    std::optional<Directive> directive = Parse(line);
    if (!directive) {
      is_done_ = true;
      return directive;
    }
    if (!seen_.insert(directive->key).second) {
      return "the directive '" + directive->key + "' stands there twice";
    }
    return directive;
  }

 private:
  std::optional<Directive> Parse(std::string_view line) const {
    if (!line.starts_with(mark_)) return std::nullopt;
    line = WithoutLeadingSpace(line.substr(mark_.size()));
    std::size_t size = 0;
    while (size < line.size() && tfvars::IsLetterOrDigit(line[size])) ++size;
    if (size == 0 || tfvars::IsDigit(line.front())) return std::nullopt;
    Directive directive;
    directive.key = tfvars::ToLower(line.substr(0, size));
    if (directive.key != "syntax" && directive.key != "escape" && directive.key != "check") {
      return std::nullopt;
    }
    const auto skip_blanks = [](std::string_view text) {
      const std::size_t first = text.find_first_not_of("\t\n\f\r ");
      return first == std::string_view::npos ? std::string_view() : text.substr(first);
    };
    line = skip_blanks(line.substr(size));
    if (!line.starts_with('=')) return std::nullopt;
    line = skip_blanks(line.substr(1));
    const std::size_t last = line.find_last_not_of("\t\n\f\r ");
    if (last == std::string_view::npos) return std::nullopt;
    directive.value = line.substr(0, last + 1);
    return directive;
  }

  std::string_view mark_;
  std::set<std::string> seen_;
  bool is_done_ = false;
};

std::string_view WithoutByteOrderMark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

std::optional<std::string> SyntaxByMark(std::string_view text, std::string_view mark) {
  DirectiveReader reader(mark);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto read = reader.Read(WithoutLineEnd(text.substr(0, end)));
    const auto* directive = std::get_if<std::optional<Directive>>(&read);
    if (directive == nullptr || !*directive) break;
    if ((*directive)->key == "syntax") {
      return (*directive)->value.substr(0, (*directive)->value.find(' '));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

// With "#", else with "//", else as a member of a JSON object; behind a "#!" line.
std::optional<std::string> SyntaxOf(std::string_view text) {
  text = WithoutByteOrderMark(text);
  if (text.starts_with("#!")) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  if (auto syntax = SyntaxByMark(text, "#")) return syntax;
  if (auto syntax = SyntaxByMark(text, "//")) return syntax;
  if (!WithoutLeadingSpace(text).starts_with('{')) return std::nullopt;
  const auto parsed = tfvars::ParseJson(text, tfvars::JsonComments::kRefused);
  const auto* document = std::get_if<tfvars::JsonDocument>(&parsed);
  const std::string* syntax = document ? document->root.FindString("syntax") : nullptr;
  return syntax ? std::optional(*syntax) : std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(WithoutByteOrderMark(text)) {
    file_.syntax = SyntaxOf(text);
  }

  std::variant<Dockerfile, DockerfileError> Run() {
    while (!rest_.empty() && !error_) ReadInstruction();
    if (!error_ && file_.instructions.empty())
      error_ = {.line = 0, .message = "it has no instruction"};
    if (error_) return *std::move(error_);
    return std::move(file_);
  }

 private:
  void Fail(std::size_t line, std::string message) {
    if (!error_) error_ = {.line = line, .message = std::move(message)};
  }

  // The next line with its end.
  std::string_view TakeLine() {
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end == std::string_view::npos ? end : end + 1);
    rest_.remove_prefix(line.size());
    ++line_number_;
    if (line.size() > kLongestLine) Fail(line_number_, "a line is too long");
    return line;
  }

  void LookForDirective(std::string_view line) {
    auto read = directives_.Read(line);
    if (auto* wrong = std::get_if<std::string>(&read)) return Fail(line_number_, std::move(*wrong));
    const auto& directive = std::get<std::optional<Directive>>(read);
    if (!directive || directive->key != "escape") return;
    if (directive->value != "\\" && directive->value != "`") {
      return Fail(line_number_, "the escape character has to be \\ or `");
    }
    file_.escape = directive->value.front();
  }

  // Takes the mark of continuation off the end; false when there is none.
  bool TakeContinuation(std::string_view& line) const {
    std::string_view trimmed = line;
    while (!trimmed.empty() && (trimmed.back() == ' ' || trimmed.back() == '\t')) {
      trimmed.remove_suffix(1);
    }
    if (trimmed.empty() || trimmed.back() != file_.escape) return false;
    if (trimmed.size() > 1 && trimmed[trimmed.size() - 2] == file_.escape) return false;
    line = trimmed.substr(0, trimmed.size() - 1);
    return true;
  }

  void ReadInstruction() {
    std::string_view line = WithoutLeadingSpace(WithoutLineEnd(TakeLine()));
    LookForDirective(line);
    if (line.starts_with('#')) line = {};
    const std::size_t begin = line_number_;
    bool continues = TakeContinuation(line);
    if (!continues && line.empty()) return;
    std::string joined(line);
    while (continues && !rest_.empty() && !error_) {
      std::string_view next = WithoutLineEnd(TakeLine());
      LookForDirective(next);
      if (IsComment(next) || WithoutLeadingSpace(next).empty()) continue;
      continues = TakeContinuation(next);
      joined += next;
    }
    if (error_) return;
    auto parsed = ParseInstructionLine(joined, file_.escape);
    if (auto* wrong = std::get_if<std::string>(&parsed)) return Fail(begin, std::move(*wrong));
    Instruction& instruction = std::get<Instruction>(parsed);
    instruction.line = begin;
    if (CanHaveHeredocs(instruction) && joined.find("<<") != std::string::npos) {
      ReadHeredocs(joined, instruction);
    }
    file_.instructions.push_back(std::move(instruction));
  }

  bool CanHaveHeredocs(const Instruction& instruction) const {
    if (instruction.keyword == "onbuild") {
      const auto inner = ParseInstructionLine(instruction.arguments, file_.escape);
      const auto* parsed = std::get_if<Instruction>(&inner);
      return parsed != nullptr && parsed->keyword != "onbuild" && CanHaveHeredocs(*parsed);
    }
    const std::string& keyword = instruction.keyword;
    return (keyword == "add" || keyword == "copy" || keyword == "run") && !instruction.is_json;
  }

  void ReadHeredocs(const std::string& joined, Instruction& instruction) {
    const WordOptions raw{
        .escape = '\\', .keep_quotes = true, .keep_escapes = true, .keep_unset = true};
    for (const std::string& word : ExpandWithoutVariables(joined, raw).words) {
      std::optional<Heredoc> heredoc = HeredocOfWord(word);
      if (!heredoc) continue;
      bool is_ended = false;
      while (!rest_.empty() && !is_ended) {
        const std::string_view line = TakeLine();
        std::string_view name = WithoutLineEnd(line);
        while (heredoc->without_tabs && name.starts_with('\t')) name.remove_prefix(1);
        is_ended = name == heredoc->name;
        if (!is_ended) heredoc->content += line;
      }
      if (!is_ended) return Fail(instruction.line, "a heredoc has no end");
      instruction.heredocs.push_back(*std::move(heredoc));
    }
  }

  std::string_view rest_;
  std::size_t line_number_ = 0;
  DirectiveReader directives_{"#"};
  Dockerfile file_;
  std::optional<DockerfileError> error_;
};

}  // namespace

std::optional<Heredoc> HeredocOfWord(std::string_view word) {
  while (!word.empty() && tfvars::IsDigit(word.front())) word.remove_prefix(1);
  if (!word.starts_with("<<")) return std::nullopt;
  word.remove_prefix(2);
  Heredoc heredoc;
  heredoc.without_tabs = word.starts_with('-');
  if (heredoc.without_tabs) word.remove_prefix(1);
  const std::size_t begin = word.find_first_not_of("\t\n\f\r ");
  if (begin == std::string_view::npos) return std::nullopt;
  word.remove_prefix(begin);
  if (word.find('<') != std::string_view::npos) return std::nullopt;
  const ExpandedWord name = ExpandWithoutVariables(
      word, {.escape = '\\', .keep_quotes = false, .keep_escapes = false, .keep_unset = true});
  if (name.error || name.words.size() != 1) return std::nullopt;
  heredoc.name = name.words.front();
  return heredoc;
}

std::variant<Dockerfile, DockerfileError> ParseDockerfile(std::string_view text) {
  return Parser(text).Run();
}

std::variant<Instruction, DockerfileError> OnBuildInstruction(const Instruction& onbuild) {
  std::string_view text = WithoutLeadingSpace(onbuild.text);
  text.remove_prefix(std::min(onbuild.keyword.size(), text.size()));
  std::string whole(WithoutLeadingSpace(text));
  for (const Heredoc& heredoc : onbuild.heredocs) {
    whole += '\n' + heredoc.content + heredoc.name;
  }
  auto parsed = ParseDockerfile(whole);
  if (auto* wrong = std::get_if<DockerfileError>(&parsed)) return std::move(*wrong);
  Dockerfile& file = std::get<Dockerfile>(parsed);
  if (file.instructions.size() != 1) {
    return DockerfileError{.line = onbuild.line, .message = "ONBUILD needs one instruction"};
  }
  Instruction instruction = std::move(file.instructions.front());
  if (instruction.keyword == "onbuild" || instruction.keyword == "from" ||
      instruction.keyword == "maintainer") {
    return DockerfileError{.line = onbuild.line,
                           .message = "ONBUILD can't keep " + instruction.keyword};
  }
  instruction.line = onbuild.line;
  return instruction;
}

bool IsDockersSyntax(std::string_view image) {
  image = image.substr(0, image.find('@'));
  for (const std::string_view registry : {"docker.io/", "index.docker.io/"}) {
    if (image.starts_with(registry)) image.remove_prefix(registry.size());
  }
  for (const std::string_view name : {"docker/dockerfile-upstream", "docker/dockerfile"}) {
    if (!image.starts_with(name)) continue;
    std::string_view tag = image.substr(name.size());
    if (tag.empty()) return true;
    if (!tag.starts_with(':')) continue;
    tag.remove_prefix(1);
    const bool is_first = tag == "1" || tag.starts_with("1.") || tag.starts_with("1-");
    return is_first || tag == "latest" || tag == "labs" || tag.starts_with("master");
  }
  return false;
}

}  // namespace deltaplan::planner
