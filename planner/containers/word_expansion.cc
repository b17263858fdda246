#include "planner/containers/word_expansion.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/containers/shell_pattern.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/unicode.h"
#include "tfvars/text/utf8.h"

namespace deltaplan::planner {
namespace {

// The deepest `${a:-${b:-...}}`: more is no Dockerfile that anybody wrote.
constexpr std::size_t kDeepestSubstitution = 64;

// The words that a text falls into.
class Words {
 public:
  // A character that may end a word.
  void AddOpen(std::string_view character, bool is_space) {
    if (is_space && in_word_) {
      if (!current_.empty()) {
        words_.push_back(std::move(current_));
        current_.clear();
        in_word_ = false;
      }
    } else if (!is_space) {
      AddRaw(character);
    }
  }
  void AddRaw(std::string_view text) {
    current_ += text;
    in_word_ = true;
  }
  // Every character of the value of a variable may end a word.
  void AddOpenText(std::string_view text) {
    while (!text.empty()) {
      const tfvars::Character character = tfvars::FirstCharacter(text);
      AddOpen(text.substr(0, character.size), tfvars::IsWhiteSpace(character.code));
      text.remove_prefix(character.size);
    }
  }
  void DropCurrent() { current_.clear(); }
  std::vector<std::string> Take() {
    if (!current_.empty()) words_.push_back(std::move(current_));
    return std::move(words_);
  }

 private:
  std::vector<std::string> words_;
  std::string current_;
  bool in_word_ = false;
};

class Lexer {
 public:
  Lexer(std::string_view text, const BuildVariableLookup& lookup, const WordOptions& options)
      : rest_(text), lookup_(lookup), options_(options), keep_escapes_(options.keep_escapes) {}

  ExpandedWord Run() {
    ExpandedWord result;
    result.text = Until('\0', options_.keep_escapes, false, &words_);
    if (!error_) result.words = words_.Take();
    result.unknown = std::move(unknown_);
    result.error = std::move(error_);
    if (result.error) result.text.clear();
    return result;
  }

 private:
  bool IsAtEnd() const { return rest_.empty(); }
  bool Sees(char c) const { return !rest_.empty() && rest_.front() == c; }
  std::string_view Take() {
    const std::size_t size = tfvars::FirstCharacter(rest_).size;
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  bool IsEscape(std::string_view c) const { return c.size() == 1 && c.front() == options_.escape; }
  std::string Fail(std::string message) {
    if (!error_) error_ = std::move(message);
    return {};
  }

  // What stands before `stop` (NUL: before the end), with all in it replaced; `stop` is taken.
  std::string Until(char stop, bool keep_escapes, bool for_pattern, Words* words) {
    // With what stands in a substitution BuildKit (0.34) forgets the word that it is a part of.
    if (!words) words_.DropCurrent();
    const bool outer = std::exchange(keep_escapes_, keep_escapes);
    std::string result;
    bool stopped = false;
    while (!IsAtEnd() && !error_) {
      if (stop != '\0' && Sees(stop)) {
        Take();
        stopped = true;
        break;
      }
      const char c = rest_.front();
      if (c == '$') {
        const std::string value = Dollar();
        if (words) words->AddOpenText(value);
        result += value;
      } else if (c == '\'' || c == '"') {
        const std::string quoted = c == '"' ? DoubleQuoted(for_pattern) : SingleQuoted(for_pattern);
        if (words) words->AddRaw(quoted);
        result += quoted;
      } else if (c == '<') {
        const std::string mark = MaybeHeredoc();
        if (words) words->AddRaw(mark);
        result += mark;
      } else {
        Plain(words, result);
      }
    }
    keep_escapes_ = outer;
    if (!stopped && stop != '\0') Fail(fmt::format("'{}' is missing", stop));
    return result;
  }

  void Plain(Words* words, std::string& result) {
    std::string_view c = Take();
    if (!IsEscape(c)) {
      if (words) words->AddOpen(c, tfvars::IsWhiteSpace(tfvars::FirstCharacter(c).code));
      result += c;
      return;
    }
    if (keep_escapes_) {
      if (words) words->AddRaw(c);
      result += c;
    }
    if (IsAtEnd()) return;
    c = Take();
    if (words) words->AddRaw(c);
    result += c;
  }

  // "<<" and the blanks behind it stay together: what follows is the word of a heredoc.
  std::string MaybeHeredoc() {
    Take();
    if (!Sees('<')) return "<";
    Take();
    std::string mark = "<<";
    while (Sees('\t') || Sees('\r') || Sees(' ')) mark += Take();
    return mark;
  }

  std::string SingleQuoted(bool for_pattern) {
    std::string result;
    const std::string_view quote = Take();
    if (options_.keep_quotes) result += quote;
    while (!IsAtEnd()) {
      const std::string_view c = Take();
      if (c == "'") {
        if (options_.keep_quotes) result += c;
        return result;
      }
      if (for_pattern && IsEscape(c)) result += c;
      result += c;
    }
    return Fail("a single quote is not closed");
  }

  std::string DoubleQuoted(bool for_pattern) {
    std::string result;
    const std::string_view quote = Take();
    if (options_.keep_quotes) result += quote;
    while (!IsAtEnd() && !error_) {
      if (Sees('$')) {
        result += Dollar();
        continue;
      }
      std::string_view c = Take();
      if (c == "\"") {
        if (options_.keep_quotes) result += c;
        return result;
      }
      if (IsEscape(c)) {
        if (IsAtEnd()) break;
        if (Sees('"') || Sees('$') || Sees(options_.escape)) {
          if (keep_escapes_) result += c;
          c = Take();
        } else if (keep_escapes_ && (!options_.keep_quotes || for_pattern)) {
          result += c;
        }
      }
      result += c;
    }
    return Fail("a double quote is not closed");
  }

  // The name that begins here: letters, digits and "_"; digits alone; or one special character.
  std::string Name() {
    std::string name;
    if (!IsAtEnd() && tfvars::IsDigit(rest_.front())) {
      while (!IsAtEnd() && tfvars::IsDigit(rest_.front())) name += Take();
      return name;
    }
    if (!IsAtEnd() && std::string_view("@*#?-$!").find(rest_.front()) != std::string_view::npos) {
      return std::string(Take());
    }
    while (!IsAtEnd()) {
      const char c = rest_.front();
      const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
      if (is_ascii && !tfvars::IsLetterOrDigit(c) && c != '_') break;
      name += Take();
      // Which of these are letters is Unicode's word, and BuildKit's version of it.
      if (!is_ascii) unknown_.insert(name);
    }
    return name;
  }

  BuildVariable ValueOf(const std::string& name) {
    BuildVariable value = lookup_(name);
    if (value.kind == BuildVariable::Kind::kUnknown) unknown_.insert(name);
    return value;
  }

  std::string Dollar() {
    if (++depth_ > kDeepestSubstitution) return Fail("substitutions are nested too deep");
    std::string value = Substitution();
    --depth_;
    return value;
  }

  std::string Substitution() {
    Take();
    if (!Sees('{')) {
      const std::string name = Name();
      if (name.empty()) return "$";
      const BuildVariable value = ValueOf(name);
      const bool stays = value.kind == BuildVariable::Kind::kUnset && options_.keep_unset;
      return stays ? "$" + name : value.text;
    }
    Take();
    if (IsAtEnd()) return Fail("'}' is missing");
    if (Sees('{') || Sees('}') || Sees(':')) return Fail("a substitution has no name");
    const std::string name = Name();
    if (IsAtEnd()) return Fail("'}' is missing");
    const std::string_view mark = Take();
    if (mark == "}") {
      const BuildVariable value = ValueOf(name);
      const bool stays = value.kind == BuildVariable::Kind::kUnset && options_.keep_unset;
      return stays ? "${" + name + "}" : value.text;
    }
    if (mark == "/") return Replacement(name);
    const bool with_colon = mark == ":";
    if (with_colon && IsAtEnd()) return Fail("'}' is missing");
    const std::string_view kind = with_colon ? Take() : mark;
    if (kind.size() != 1 ||
        std::string_view("+-?#%").find(kind.front()) == std::string_view::npos) {
      return Fail(fmt::format("'{}' is no way to substitute", kind));
    }
    return Modified(name, kind.front(), with_colon);
  }

  std::string Modified(const std::string& name, char kind, bool with_colon) {
    const bool is_pattern = kind == '#' || kind == '%';
    if (is_pattern && with_colon) return Fail(fmt::format("':{}' is no way to substitute", kind));
    std::string word = Until('}', is_pattern, is_pattern, nullptr);
    if (error_) return {};
    const BuildVariable value = ValueOf(name);
    const bool is_set = value.kind != BuildVariable::Kind::kUnset;
    if (!is_set && options_.keep_unset) {
      return fmt::format("${{{}{}{}{}}}", name, with_colon ? ":" : "", kind, word);
    }
    const bool counts = is_set && !(with_colon && value.text.empty());
    if (kind == '-') return counts ? value.text : word;
    if (kind == '+') return counts ? word : std::string();
    if (kind == '?') {
      // Of one that comes from outside nobody knows, and it has to be there.
      if (!counts && value.kind != BuildVariable::Kind::kUnknown) {
        return Fail(fmt::format("'{}' has to have a value", name));
      }
      return value.text;
    }
    const bool longest = !word.empty() && word.front() == kind;
    if (longest) word.erase(0, 1);
    const std::optional<ShellPattern> pattern = ShellPattern::Parse(word);
    if (!pattern) return Fail(fmt::format("'{}' is no pattern", word));
    return kind == '#' ? pattern->WithoutPrefix(value.text, longest)
                       : pattern->WithoutSuffix(value.text, longest);
  }

  std::string Replacement(const std::string& name) {
    const bool all = Sees('/');
    if (all) Take();
    const std::string word = Until('/', true, true, nullptr);
    const std::string replacement = error_ ? std::string() : Until('}', true, false, nullptr);
    if (error_) return {};
    const BuildVariable value = ValueOf(name);
    if (value.kind == BuildVariable::Kind::kUnset && options_.keep_unset) {
      return fmt::format("${{{}/{}/{}}}", name, word, replacement);
    }
    const std::optional<ShellPattern> pattern = ShellPattern::Parse(word);
    if (!pattern) return Fail(fmt::format("'{}' is no pattern", word));
    // BuildKit's engine reads "$1" in replacements of all places, and matches of nothing are a
    // matter of their own.
    if (all && (pattern->MatchesNothing() || replacement.find('$') != std::string::npos)) {
      unknown_.insert(name);
    }
    return pattern->Replace(value.text, replacement, all);
  }

  std::string_view rest_;
  const BuildVariableLookup& lookup_;
  const WordOptions& options_;
  bool keep_escapes_;
  Words words_;
  std::size_t depth_ = 0;
  std::set<std::string> unknown_;
  std::optional<std::string> error_;
};

}  // namespace

ExpandedWord ExpandWord(std::string_view text, const BuildVariableLookup& lookup,
                        const WordOptions& options) {
  return Lexer(text, lookup, options).Run();
}

ExpandedWord ExpandWithoutVariables(std::string_view text, const WordOptions& options) {
  static const BuildVariableLookup kNone = [](std::string_view) { return BuildVariable(); };
  return ExpandWord(text, kNone, options);
}

}  // namespace deltaplan::planner
