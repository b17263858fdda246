#include "planner/cli/completion.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "planner/cli/command_spec.h"
#include "planner/cli/flag_sets.h"

namespace deltaplan::planner {
namespace {

CompletionAsk AskOf(ValueKind kind) {
  switch (kind) {
    case ValueKind::kText:
      return CompletionAsk::kNothing;
    case ValueKind::kFile:
      return CompletionAsk::kFiles;
    case ValueKind::kDirectory:
      return CompletionAsk::kDirectories;
    case ValueKind::kEnvironment:
      return CompletionAsk::kEnvironments;
    case ValueKind::kService:
      return CompletionAsk::kServices;
    case ValueKind::kServiceTag:
      return CompletionAsk::kServiceTags;
    case ValueKind::kRevision:
      return CompletionAsk::kRevisions;
    case ValueKind::kTrackedPath:
      return CompletionAsk::kTrackedPaths;
  }
  return CompletionAsk::kNothing;
}

// Whether one value of the kind says nothing beside an equal one anywhere on the line: nothing is
// promoted to where it is, or compared with itself.
bool IsOnceOnLine(ValueKind kind) {
  return kind == ValueKind::kEnvironment || kind == ValueKind::kRevision;
}

class Completer {
 public:
  Options Complete(const std::vector<std::string>& words) && {
    options_.command = Command::kComplete;
    if (words.empty()) return options_;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) Pass(words[i]);
    Offer(words.back());
    return options_;
  }

 private:
  [[nodiscard]] const CommandSpec* Spec() const { return action_ != nullptr ? action_ : command_; }

  [[nodiscard]] const Flag* Find(std::string_view name) const {
    if (Spec() != nullptr) {
      const auto own = std::ranges::find(Spec()->flags, name, &Flag::name);
      if (own != Spec()->flags.end()) return &*own;
    }
    const auto common = std::ranges::find(CommonFlags(), name, &Flag::name);
    return common == CommonFlags().end() ? nullptr : &*common;
  }

  // Common flags say where the configuration is; of the others only that they are there matters.
  void Keep(const Flag& flag, const std::string& value) {
    values_.push_back({&flag, flag.kind, value});
    const bool is_common =
        std::ranges::find(CommonFlags(), flag.name, &Flag::name) != CommonFlags().end();
    if (is_common) Put(flag.into, options_, value);
  }

  // A word that stands before the one that is typed.
  void Pass(const std::string& word) {
    if (pending_ != nullptr) {
      Keep(*pending_, word);
      pending_ = nullptr;
    } else if (only_arguments_ || word.size() < 2 || word.front() != '-') {
      PassPlain(word);
    } else if (word == "--") {
      only_arguments_ = true;
    } else {
      const std::size_t equals = word.find('=');
      const Flag* const flag = Find(word.starts_with("-C") ? "-C" : word.substr(0, equals));
      if (flag == nullptr) return;
      given_.insert(flag->name);
      if (flag->IsSwitch()) return;
      if (flag->name == "-C" && word.size() > 2) {
        Keep(*flag, word.substr(2));
      } else if (equals != std::string::npos) {
        Keep(*flag, word.substr(equals + 1));
      } else {
        pending_ = flag;
      }
    }
  }

  void PassPlain(const std::string& word) {
    if (command_ == nullptr) {
      command_ = FindCommand(AllCommands(), word);
    } else if (!command_->actions.empty() && action_ == nullptr) {
      action_ = FindCommand(command_->actions, word);
    } else {
      if (const Argument* argument = NextArgument()) {
        values_.push_back({argument, argument->kind, word});
      }
      ++arguments_;
      if (arguments_ == 1 && (command_->name == "help" || command_->name == "man")) {
        topic_ = FindCommand(AllCommands(), word);
      }
    }
  }

  void OfferWord(std::string_view word, std::string_view text) {
    if (word.starts_with(options_.completion.typed)) {
      options_.completion.words.push_back({std::string(word), std::string(text)});
    }
  }

  void OfferCommands(const std::vector<CommandSpec>& commands) {
    for (const CommandSpec& command : commands) OfferWord(command.name, command.summary);
  }

  // `place` is the flag or the argument that the value is for.
  template <typename Place>
  void OfferValue(const Place& place) {
    std::vector<std::string>& taken = options_.completion.taken;
    for (const GivenValue& given : values_) {
      const bool is_alike = given.kind == place.kind && IsOnceOnLine(place.kind);
      if (given.place == &place || is_alike) taken.push_back(given.value);
    }
    for (const std::string& word : ClosedSet(place.words)) {
      if (std::ranges::find(taken, word) == taken.end()) OfferWord(word, "");
    }
    options_.completion.ask = AskOf(place.kind);
  }

  // What the next plain word is for; null: nothing takes it.
  [[nodiscard]] const Argument* NextArgument() const {
    std::size_t before = 0;
    for (const Argument& argument : Spec()->arguments) {
      if (argument.maximum > arguments_ - before) return &argument;
      before += argument.maximum;
    }
    return nullptr;
  }

  void OfferFlags(const std::vector<Flag>& flags) {
    for (const Flag& flag : flags) {
      if (!given_.contains(flag.name) || flag.MayRepeat()) OfferWord(flag.name, flag.text);
    }
  }

  void Offer(const std::string& word) {
    options_.completion.typed = word;
    if (pending_ != nullptr) return OfferValue(*pending_);
    if (!only_arguments_ && word.starts_with('-')) return OfferFlag(word);
    if (command_ == nullptr) return OfferCommands(AllCommands());
    if (!command_->actions.empty() && action_ == nullptr) return OfferCommands(command_->actions);
    if (command_->name == "help" || command_->name == "man") {
      if (arguments_ == 0) return OfferCommands(AllCommands());
      if (topic_ != nullptr && arguments_ == 1) OfferCommands(topic_->actions);
      return;
    }
    if (const Argument* argument = NextArgument()) OfferValue(*argument);
  }

  void OfferFlag(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (word.starts_with("--") && equals != std::string::npos) {
      const Flag* const flag = Find(word.substr(0, equals));
      if (flag == nullptr || flag->IsSwitch()) return;
      options_.completion.lead = word.substr(0, equals + 1);
      options_.completion.typed = word.substr(equals + 1);
      return OfferValue(*flag);
    }
    if (Spec() != nullptr) OfferFlags(Spec()->flags);
    OfferFlags(CommonFlags());
    OfferWord("--help", "Show help");
    if (command_ == nullptr) OfferWord("--version", "Show the version");
  }

  // A value that stands on the line already.
  struct GivenValue {
    const void* place;  ///< the flag or the argument that it is for
    ValueKind kind;
    std::string value;
  };

  Options options_;
  std::vector<GivenValue> values_;
  const CommandSpec* command_ = nullptr;
  const CommandSpec* action_ = nullptr;
  const CommandSpec* topic_ = nullptr;
  const Flag* pending_ = nullptr;
  std::set<std::string_view> given_;
  std::size_t arguments_ = 0;
  bool only_arguments_ = false;
};

}  // namespace

Options CompletionRequest(const std::vector<std::string>& words) {
  return Completer().Complete(words);
}

}  // namespace deltaplan::planner
