#include "planner/containers/build_reads.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "planner/containers/build_stages.h"
#include "planner/containers/path_match.h"
#include "planner/containers/word_expansion.h"

namespace deltaplan::planner {
namespace {

using Cause = UndecidedRead::Cause;

constexpr std::array kCopyFlags{
    std::string_view("chown"),        std::string_view("from"),     std::string_view("chmod"),
    std::string_view("link"),         std::string_view("exclude"),  std::string_view("parents"),
    std::string_view("keep-git-dir"), std::string_view("checksum"), std::string_view("unpack")};
constexpr std::array kRunFlags{std::string_view("mount"), std::string_view("network"),
                               std::string_view("security"), std::string_view("device")};

// A source of ADD that is fetched, not copied.
bool IsFetched(std::string_view source) {
  for (const std::string_view start : {"http://", "https://", "git://", "ssh://", "git@"}) {
    if (source.starts_with(start)) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(const Dockerfile& file, const ContainerBuild& build, const TriggersOf& triggers_of)
      : build_(build), stages_(file, build, reads_), escape_(file.escape) {
    needed_ = stages_.Needed(triggers_of);
  }

  BuildReads Run() {
    for (const std::size_t index : needed_) ReadStage(index);
    if (const auto target = stages_.target()) {
      for (const Instruction& instruction : stages_.stages()[*target].instructions) {
        if (instruction.keyword != "onbuild") continue;
        auto trigger = OnBuildInstruction(instruction);
        if (auto* read = std::get_if<Instruction>(&trigger)) {
          reads_.triggers.push_back(std::move(*read));
        }
      }
    }
    return std::move(reads_);
  }

 private:
  void Undecide(Cause cause, std::size_t line, std::string detail,
                std::optional<std::string> context = std::nullopt) {
    reads_.undecided.push_back(
        {.cause = cause, .line = line, .detail = std::move(detail), .context = std::move(context)});
  }

  BuildVariable Lookup(const BuildVariables& variables, bool base_is_known,
                       std::string_view name) const {
    const auto found = variables.find(name);
    if (found != variables.end()) return found->second;
    // The image that it is built on may set it.
    return {.kind = base_is_known ? BuildVariable::Kind::kUnset : BuildVariable::Kind::kUnknown};
  }

  std::optional<ExpandedWord> Expand(std::string_view text, std::size_t line,
                                     const std::string& context) {
    ExpandedWord word = ExpandWord(
        text, [this](std::string_view name) { return Lookup(variables_, base_is_known_, name); },
        {.escape = escape_});
    for (const std::string& name : word.unknown) Undecide(Cause::kVariable, line, name, context);
    if (word.error) Undecide(Cause::kInstruction, line, *word.error, context);
    if (!word.IsKnown()) return std::nullopt;
    return word;
  }

  void ReadStage(std::size_t index) {
    const BuildStage& stage = stages_.stages()[index];
    if (stage.replaced_by != nullptr) {
      UseImage(stage.name, stage.line, ImageUse::Kind::kFrom);
      ends_[index] = {.variables = {}, .environment = {}, .base_is_known = false};
      return;
    }
    if (stage.from) {
      variables_ = ends_[*stage.from].variables;
      environment_ = ends_[*stage.from].environment;
      // What was an argument behind it comes from the image again.
      for (const auto& [name, value] : environment_) variables_[name] = value;
      base_is_known_ = ends_[*stage.from].base_is_known;
    } else {
      variables_.clear();
      environment_.clear();
      base_is_known_ = stage.base == "scratch" && stages_.ContextOf(stage.base) == nullptr;
      if (!base_is_known_ && !stage.base_is_unknown) {
        UseImage(stage.base, stage.line, ImageUse::Kind::kFrom);
      }
      SetInImage("PATH", {.kind = base_is_known_ ? BuildVariable::Kind::kSet
                                                 : BuildVariable::Kind::kUnknown,
                          .text = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"});
    }
    for (const Instruction& instruction : stage.instructions) {
      if (instruction.keyword == "arg") ReadArgument(instruction);
      if (instruction.keyword == "env") ReadEnvironment(instruction);
      if (instruction.keyword == "copy" || instruction.keyword == "add") ReadCopy(instruction);
      if (instruction.keyword == "run") ReadRun(instruction);
    }
    ends_[index] = {.variables = std::move(variables_),
                    .environment = std::move(environment_),
                    .base_is_known = base_is_known_};
    variables_.clear();
    environment_.clear();
  }

  void SetInImage(const std::string& name, const BuildVariable& value) {
    variables_[name] = value;
    environment_[name] = value;
  }

  // What a name stands for that is no stage, with all that it holds.
  void UseImage(const std::string& name, std::size_t line, ImageUse::Kind kind) {
    if (auto image = stages_.ImageOf(name, line, kind)) {
      reads_.images.push_back(*std::move(image));
      return;
    }
    const NamedContext::Kind context = stages_.ContextOf(name)->kind;
    if (context == NamedContext::Kind::kDirectory) {
      AddRead({.line = line, .context = ContextName(name)});
    } else if (context == NamedContext::Kind::kUnknown) {
      Undecide(Cause::kContext, line, name);
    }
  }

  void AddRead(ContextRead read) {
    if (std::ranges::find(reads_.reads, read) == reads_.reads.end()) {
      reads_.reads.push_back(std::move(read));
    }
  }

  void ReadArgument(const Instruction& instruction) {
    for (const std::string& word : instruction.words) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const auto given = build_.args.find(name);
      const auto global = stages_.globals().find(name);
      BuildVariable value{.kind = BuildVariable::Kind::kUnknown};
      if (given != build_.args.end()) {
        value = {.kind = BuildVariable::Kind::kSet, .text = given->second};
      } else if (build_.unknown_args.contains(name)) {
        // Somebody gives it, and nobody knows what.
      } else if (equals != std::string::npos) {
        // Only what is used has to be known.
        ExpandedWord text = ExpandWord(
            word.substr(equals + 1),
            [this](std::string_view each) { return Lookup(variables_, base_is_known_, each); },
            {.escape = escape_});
        if (text.IsKnown()) value = {.kind = BuildVariable::Kind::kSet, .text = text.text};
      } else if (global != stages_.globals().end()) {
        value = global->second;
      }
      variables_[name] = std::move(value);
    }
  }

  void ReadEnvironment(const Instruction& instruction) {
    BuildVariables values;
    for (const auto& [name, text] : instruction.settings) {
      const auto lookup = [this](std::string_view each) {
        return Lookup(variables_, base_is_known_, each);
      };
      const ExpandedWord key = ExpandWord(name, lookup, {.escape = escape_});
      const ExpandedWord value = ExpandWord(text, lookup, {.escape = escape_});
      if (!key.IsKnown()) {
        // Any variable may have been set.
        for (BuildVariables* all : {&variables_, &environment_}) {
          for (auto& each : *all) each.second.kind = BuildVariable::Kind::kUnknown;
        }
        base_is_known_ = false;
        continue;
      }
      values[key.text] = value.IsKnown()
                             ? BuildVariable{.kind = BuildVariable::Kind::kSet, .text = value.text}
                             : BuildVariable{.kind = BuildVariable::Kind::kUnknown};
    }
    for (const auto& [name, value] : values) SetInImage(name, value);
  }

  // The flags are all known; the value of a flag that is on or off.
  template <typename Known>
  bool CheckFlags(const Instruction& instruction, const Known& known) {
    bool all_known = true;
    for (const std::string& flag : instruction.flags) {
      const std::string name = flag.substr(0, flag.find('=')).substr(2);
      if (std::ranges::find(known, name) != known.end()) continue;
      Undecide(Cause::kFlag, instruction.line, "--" + name);
      all_known = false;
    }
    return all_known;
  }

  void ReadCopy(const Instruction& instruction) {
    const bool flags_known = CheckFlags(instruction, kCopyFlags);
    if (instruction.words.size() < 2) {
      return Undecide(Cause::kInstruction, instruction.line,
                      "a source or the destination is missing");
    }
    ContextRead read{.line = instruction.line};
    const auto from = FlagOf(instruction, "from");
    if (from && !from->empty() && !ReadFrom(*from, instruction.line, read.context)) return;
    if (!flags_known) return;
    bool parents = false;
    for (const std::string& flag : instruction.flags) {
      if (flag == "--parents") parents = true;
      if (flag.starts_with("--parents=")) parents = flag != "--parents=false";
      if (!flag.starts_with("--exclude=")) continue;
      // A pattern that nobody knows leaves out nothing.
      const ExpandedWord exclude = ExpandWord(
          flag.substr(10),
          [this](std::string_view name) { return Lookup(variables_, base_is_known_, name); },
          {.escape = escape_});
      if (exclude.IsKnown()) read.excludes.push_back(exclude.text);
    }
    for (std::size_t i = 0; i + 1 < instruction.words.size(); ++i) {
      const std::string& word = instruction.words[i];
      if (HeredocOfWord(word)) continue;
      const auto source = Expand(word, instruction.line, read.context);
      if (!source) continue;
      if (instruction.keyword == "add" && IsFetched(source->text)) continue;
      ContextRead each = read;
      if (parents) {
        const std::size_t pivot = source->text.find("/./");
        const bool has_pivot = pivot != std::string::npos;
        each.source = has_pivot ? PathBelowRoot(source->text.substr(0, pivot)) : "";
        each.parents = PathBelowRoot(has_pivot ? source->text.substr(pivot + 3) : source->text);
      } else {
        each.source = PathBelowRoot(source->text);
      }
      AddRead(std::move(each));
    }
  }

  // Where `--from` leads: true when it is a directory, whose name goes to `context`.
  bool ReadFrom(const std::string& from, std::size_t line, std::string& context) {
    const auto number_end = from.find_first_not_of("0123456789");
    if (stages_.FindForCopy(from)) return false;
    if (number_end == std::string::npos) {
      Undecide(Cause::kStage, line, from);
      return false;
    }
    const NamedContext* named = stages_.ContextOf(from);
    if (named == nullptr || named->kind != NamedContext::Kind::kDirectory) {
      UseImage(from, line, ImageUse::Kind::kCopy);
      return false;
    }
    context = ContextName(from);
    return true;
  }

  void ReadRun(const Instruction& instruction) {
    CheckFlags(instruction, kRunFlags);
    RunText run{.line = instruction.line, .text = instruction.arguments};
    for (const Heredoc& heredoc : instruction.heredocs) run.text += '\n' + heredoc.content;
    reads_.runs.push_back(std::move(run));
    for (const std::string& flag : instruction.flags) {
      if (!flag.starts_with("--mount=")) continue;
      const RunMount mount =
          ParseRunMount(std::string_view(flag).substr(8), [this](std::string_view text) {
            return ExpandWord(
                text,
                [this](std::string_view name) { return Lookup(variables_, base_is_known_, name); },
                {.escape = escape_});
          });
      for (const std::string& name : mount.unknown) {
        Undecide(Cause::kVariable, instruction.line, name);
      }
      if (mount.error) Undecide(Cause::kInstruction, instruction.line, *mount.error);
      if (!mount.unknown.empty() || mount.error) continue;
      if (mount.type == "secret" || mount.type == "ssh" || mount.type == "tmpfs") continue;
      if (mount.from.empty()) {
        if (mount.type == "cache") continue;
        AddRead(
            {.line = instruction.line, .source = PathBelowRoot(mount.source), .is_mount = true});
        continue;
      }
      if (stages_.Find(mount.from)) continue;
      const NamedContext* named = stages_.ContextOf(mount.from);
      if (named == nullptr || named->kind != NamedContext::Kind::kDirectory) {
        if (mount.from != "scratch") UseImage(mount.from, instruction.line, ImageUse::Kind::kMount);
        continue;
      }
      AddRead({.line = instruction.line,
               .context = ContextName(mount.from),
               .source = PathBelowRoot(mount.source),
               .is_mount = true});
    }
  }

  struct StageEnd {
    BuildVariables variables;
    BuildVariables environment;  // of them what the image has: ENV, not ARG
    bool base_is_known = false;
  };

  const ContainerBuild& build_;
  BuildReads reads_;
  BuildStages stages_;
  char escape_;
  std::vector<std::size_t> needed_;
  std::map<std::size_t, StageEnd> ends_;
  BuildVariables variables_;
  BuildVariables environment_;
  bool base_is_known_ = false;
};

}  // namespace

BuildReads ReadsOf(const Dockerfile& file, const ContainerBuild& build,
                   const TriggersOf& triggers_of) {
  return Reader(file, build, triggers_of).Run();
}

}  // namespace deltaplan::planner
