#include "planner/cli/command_line.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>
#include <utility>

#include "planner/cli/command_spec.h"
#include "planner/cli/completion.h"
#include "planner/cli/flag_sets.h"
#include "planner/cli/help_page.h"
#include "planner/cli/man_page.h"
#include "planner/cli/suggestions.h"
#include "planner/commands/option_conflicts.h"

namespace deltaplan::planner {
namespace {

const Flag* FindFlag(const std::vector<Flag>& flags, std::string_view name) {
  const auto found = std::ranges::find(flags, name, &Flag::name);
  return found == flags.end() ? nullptr : &*found;
}

const Flag* FindLetter(const std::vector<Flag>& flags, char letter) {
  const auto found = std::ranges::find_if(flags, [&](const Flag& flag) {
    return flag.letter == letter || (flag.name.size() == 2 && flag.name[1] == letter);
  });
  return found == flags.end() ? nullptr : &*found;
}

bool AsksForDetail(const std::string& word) { return word == "-v" || word == "--verbose"; }

// One pass over the words. Every step returns what is wrong, or "".
class Reader {
 public:
  Reader(const std::vector<std::string>& words, std::size_t width) : words_(words), width_(width) {}

  std::variant<Options, CliText, Error> Read() {
    for (std::string wrong; next_ < words_.size();) {
      wrong = ReadWord(words_[next_++]);
      if (answer_) return *std::move(answer_);
      if (!wrong.empty()) return Wrong(std::move(wrong));
    }
    if (std::string wrong = Finish(); !wrong.empty()) return Wrong(std::move(wrong));
    if (answer_) return *std::move(answer_);
    return options_;
  }

 private:
  // The action, where one was named, else the command.
  [[nodiscard]] const CommandSpec* Spec() const { return action_ != nullptr ? action_ : command_; }

  [[nodiscard]] std::string_view Parent() const {
    return action_ != nullptr ? command_->name : std::string_view();
  }

  [[nodiscard]] Error Wrong(std::string message) const {
    std::string name;
    if (command_ != nullptr) name += fmt::format("{} ", command_->name);
    if (action_ != nullptr) name += fmt::format("{} ", action_->name);
    return {.message = std::move(message),
            .causes = {},
            .remedy = fmt::format("See: deltaplan {}--help", name)};
  }

  void Show(std::string text) { answer_ = CliText{std::move(text)}; }

  void ShowHelp() {
    // As git has it, `--help tags set` is about that action.
    for (; next_ < words_.size() && action_ == nullptr; ++next_) {
      const CommandSpec* named =
          FindCommand(command_ == nullptr ? AllCommands() : command_->actions, words_[next_]);
      if (named == nullptr) break;
      (command_ == nullptr ? command_ : action_) = named;
    }
    const bool asks_for_all = std::ranges::any_of(words_, AsksForDetail);
    Show(Spec() == nullptr ? OverviewHelp(width_)
                           : CommandHelp(*Spec(), Parent(), width_,
                                         asks_for_all ? HelpDetail::kAll : HelpDetail::kUsual));
  }

  std::string ReadWord(const std::string& word) {
    if (only_arguments_ || word.size() < 2 || word.front() != '-') return ReadPlainWord(word);
    if (word == "--") {
      only_arguments_ = true;
      return {};
    }
    return word.starts_with("--") ? ReadLongFlag(word) : ReadLetters(word);
  }

  std::string ReadLongFlag(const std::string& word) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const bool is_answer = name == "--help" || name == "--version";
    if (is_answer && word != name) return fmt::format("{} takes no value", name);
    if (word == "--help") return ShowHelp(), std::string();
    if (word == "--version") return Show("deltaplan " DELTAPLAN_VERSION "\n"), std::string();
    const Flag* flag = Spec() == nullptr ? nullptr : FindFlag(Spec()->flags, name);
    if (flag == nullptr) flag = FindFlag(CommonFlags(), name);
    if (flag == nullptr) return UnknownFlag(name, Spec());
    if (equals == std::string::npos) return ReadValue(*flag, {});
    if (flag->IsSwitch()) return fmt::format("{} takes no value", name);
    return ReadValue(*flag, word.substr(equals + 1));
  }

  // -qv, -C DIR, -CDIR.
  std::string ReadLetters(const std::string& word) {
    for (std::size_t at = 1; at < word.size(); ++at) {
      const char letter = word[at];
      if (letter == '=' && at > 1) return fmt::format("-{} takes no value", word[at - 1]);
      if (letter == 'h') return ShowHelp(), std::string();
      if (letter == 'V') return Show("deltaplan " DELTAPLAN_VERSION "\n"), std::string();
      const Flag* flag = Spec() == nullptr ? nullptr : FindLetter(Spec()->flags, letter);
      if (flag == nullptr) flag = FindLetter(CommonFlags(), letter);
      if (flag == nullptr) {
        return UnknownFlag(word.substr(0, word.find('=')), Spec());
      }
      if (!flag->IsSwitch()) {
        return ReadValue(*flag,
                         at + 1 < word.size() ? std::optional(word.substr(at + 1)) : std::nullopt);
      }
      if (std::string wrong = ReadValue(*flag, {}); !wrong.empty()) return wrong;
    }
    return {};
  }

  // Whether a word is a flag here. Names and tags may begin with a dash, too.
  [[nodiscard]] bool IsFlag(const std::string& word) const {
    const std::string name = word.substr(0, word.find('='));
    if (word == "--" || name == "--help" || name == "--version") return true;
    const auto has = [&](const std::vector<Flag>& flags) {
      return FindFlag(flags, name) != nullptr ||
             (word.size() == 2 && word[0] == '-' && FindLetter(flags, word[1]) != nullptr);
    };
    return has(CommonFlags()) || (Spec() != nullptr && has(Spec()->flags));
  }

  // `value` is what stood in the same word.
  std::string ReadValue(const Flag& flag, std::optional<std::string> value) {
    if (!given_.emplace(&flag, command_ != nullptr).second && !flag.IsSwitch() &&
        !flag.MayRepeat()) {
      return fmt::format("{} is given twice", flag.name);
    }
    if (flag.IsSwitch()) return Put(flag.into, options_, "");
    if (!value) {
      if (next_ == words_.size() || IsFlag(words_[next_])) {
        return fmt::format("{} needs a value: {} {}", flag.name, flag.name, flag.value);
      }
      value = words_[next_++];
    }
    return Take(flag.name, flag.words, flag.into, *value);
  }

  std::string Take(std::string_view name, std::string_view closed_set, const Into& into,
                   const std::string& value) {
    // Scripts give it where a variable of theirs is not set. To git, -C "" changes nothing.
    if (value.empty() && name != "-C") return fmt::format("{} is empty", name);
    if (!closed_set.empty()) {
      const std::vector<std::string> words = ClosedSet(closed_set);
      if (std::ranges::find(words, value) == words.end()) {
        return NoneOf(name, value, words);
      }
    }
    const std::string wrong = Put(into, options_, value);
    return wrong.empty() ? wrong : fmt::format("{}: {}", name, wrong);
  }

  std::string ReadPlainWord(const std::string& word) {
    if (command_ == nullptr) {
      if (word == "help") return ReadTopic(false);
      if (word == "man") return ReadTopic(true);
      command_ = FindCommand(AllCommands(), word);
      return command_ == nullptr ? UnknownCommand(word) : std::string();
    }
    if (!command_->actions.empty() && action_ == nullptr) {
      if (word == "help") return ShowHelp(), std::string();
      action_ = FindCommand(command_->actions, word);
      return action_ == nullptr ? UnknownAction(word, *command_) : std::string();
    }
    if (word == "help" && Spec()->arguments.empty()) return ShowHelp(), std::string();
    plain_.push_back(word);
    return {};
  }

  // Words after `help` and `man` name a command, an action of it, or the flags that all have.
  std::string ReadTopic(bool as_manual) {
    const std::string_view own = as_manual ? "man" : "help";
    for (; next_ < words_.size(); ++next_) {
      const std::string& word = words_[next_];
      if (word == "--help" || word == "-h") {
        command_ = FindCommand(AllCommands(), own);
        action_ = nullptr;
        return ShowHelp(), std::string();
      }
      if (command_ == nullptr && !as_manual && word == "flags") {
        return Show(CommonFlagsHelp(width_)), std::string();
      }
      if (!as_manual && AsksForDetail(word)) continue;
      if (word.starts_with('-')) return fmt::format("{} takes no flag '{}'", own, word);
      if (action_ != nullptr || (command_ != nullptr && command_->actions.empty())) {
        return fmt::format("'{}' is one argument too many for {}", word, own);
      }
      if (command_ == nullptr) {
        command_ = FindCommand(AllCommands(), word);
        if (command_ == nullptr) return UnknownTopic(word);
      } else if (std::string wrong = ReadPlainWord(word); !wrong.empty()) {
        return wrong;
      }
      if (answer_) return {};
    }
    if (!as_manual) return ShowHelp(), std::string();
    Show(Spec() == nullptr ? WholeManual() : CommandManual(*Spec(), Parent()));
    return {};
  }

  // Gives the plain words to the arguments, in order: each gets as many as it takes, as long as
  // enough are left for those behind it.
  std::string GiveArguments(const CommandSpec& spec) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < spec.arguments.size(); ++i) {
      const Argument& argument = spec.arguments[i];
      std::size_t kept = 0;
      for (std::size_t j = i + 1; j < spec.arguments.size(); ++j) kept += spec.arguments[j].minimum;
      const std::size_t left = plain_.size() - at;
      const std::size_t count = std::min(argument.maximum, left > kept ? left - kept : 0);
      if (count < argument.minimum) {
        if (argument.minimum > 1) return fmt::format("{} needs {}", spec.name, argument.value);
        const std::vector<std::string> words = ClosedSet(argument.words);
        return fmt::format("{} is missing{}", argument.value,
                           words.empty() ? "" : fmt::format(": {}", fmt::join(words, ", ")));
      }
      for (std::size_t end = at + count; at < end; ++at) {
        if (std::string wrong = Take(argument.value, argument.words, argument.into, plain_[at]);
            !wrong.empty()) {
          return wrong;
        }
      }
    }
    return at < plain_.size() ? UnexpectedWord(plain_[at], spec) : std::string();
  }

  std::string Finish() {
    if (words_.empty()) {
      options_.command = Command::kStart;
      options_.help = OverviewHelp(width_);
      return {};
    }
    if (command_ == nullptr) return "a command is missing, such as plan, preview or init";
    const CommandSpec& spec = *Spec();
    if (!spec.actions.empty()) {
      std::vector<std::string_view> names;
      for (const CommandSpec& action : spec.actions) names.push_back(action.name);
      return fmt::format("{} needs to know what to do: {}", spec.name, fmt::join(names, ", "));
    }
    if (std::string wrong = GiveArguments(spec); !wrong.empty()) return wrong;
    for (const Flag& flag : spec.flags) {
      if (flag.required && !given_.contains({&flag, true})) {
        return fmt::format("{} {} is missing", flag.name, flag.value);
      }
    }
    if (spec.name == "completion") {
      return Show(std::string(CompletionScript(options_.topic.front()))), std::string();
    }
    spec.choose(options_);
    return OptionConflict(options_);
  }

  const std::vector<std::string>& words_;
  std::size_t width_;
  std::size_t next_ = 0;
  bool only_arguments_ = false;
  const CommandSpec* command_ = nullptr;
  const CommandSpec* action_ = nullptr;
  std::vector<std::string> plain_;
  std::set<std::pair<const Flag*, bool>> given_;  // and whether it stood behind the command
  Options options_;
  std::optional<CliText> answer_;
};

}  // namespace

std::variant<Options, CliText, Error> ParseCommandLine(const std::vector<std::string>& arguments,
                                                       std::size_t width) {
  // What the scripts of CompletionScript ask with; the words behind -- are those that were typed.
  if (arguments.size() >= 2 && arguments[0] == "__complete" && arguments[1] == "--") {
    return CompletionRequest({arguments.begin() + 2, arguments.end()});
  }
  return Reader(arguments, width).Read();
}

}  // namespace deltaplan::planner
