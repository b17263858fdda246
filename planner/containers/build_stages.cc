#include "planner/containers/build_stages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

// What the builder sets by the platform it builds for and on.
constexpr std::array kPlatformArguments{
    "BUILDPLATFORM",  "BUILDOS",  "BUILDOSVERSION",  "BUILDARCH",  "BUILDVARIANT",
    "TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT"};

// The fields of one line of comma-separated values. nullopt: a quote is not closed.
std::optional<std::vector<std::string>> CsvFields(std::string_view text) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"' && (quoted || fields.back().empty())) {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  return fields;
}

}  // namespace

RunMount ParseRunMount(std::string_view text,
                       const std::function<ExpandedWord(std::string_view)>& expand) {
  RunMount mount;
  const auto fields = CsvFields(text);
  if (!fields) {
    mount.error = "a mount has an open quote";
    return mount;
  }
  for (const std::string& field : *fields) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos) continue;
    const std::string key = tfvars::ToLower(std::string_view(field).substr(0, equals));
    ExpandedWord value = expand(std::string_view(field).substr(equals + 1));
    if (value.error) mount.error = std::move(value.error);
    if (key == "type" || key == "from" || key == "source" || key == "src") {
      mount.unknown.insert(value.unknown.begin(), value.unknown.end());
    }
    if (key == "type") mount.type = tfvars::ToLower(value.text);
    if (key == "from") mount.from = value.text;
    if (key == "source" || key == "src") mount.source = value.text;
  }
  return mount;
}

std::optional<std::string> FlagOf(const Instruction& instruction, std::string_view name) {
  std::optional<std::string> value;
  const std::string start = "--" + std::string(name) + "=";
  for (const std::string& flag : instruction.flags) {
    if (flag.starts_with(start)) value = flag.substr(start.size());
  }
  return value;
}

std::string ContextName(const std::string& name) {
  std::string_view rest = name;
  for (const std::string_view prefix : {"index.docker.io/", "docker.io/", "library/"}) {
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  }
  if (rest.ends_with(":latest")) rest.remove_suffix(std::string_view(":latest").size());
  return std::string(rest);
}

BuildStages::BuildStages(const Dockerfile& file, const ContainerBuild& build, BuildReads& reads)
    : build_(build), reads_(reads), escape_(file.escape) {
  std::vector<Instruction> arguments;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword == "from") {
      if (stages_.empty()) ReadGlobals(arguments);
      AddStage(instruction);
    } else if (!stages_.empty()) {
      stages_.back().instructions.push_back(instruction);
    } else if (instruction.keyword == "arg") {
      arguments.push_back(instruction);
    } else {
      reads_.undecided.push_back({.cause = UndecidedRead::Cause::kInstruction,
                                  .line = instruction.line,
                                  .detail = "an instruction stands before the first FROM"});
    }
  }
  for (const BuildStage& stage : stages_) {
    if (!stage.name.empty()) reads_.stages.push_back(stage.name);
  }
  const std::string wanted = build.target.value_or("");
  target_ = wanted.empty() && !stages_.empty() ? std::optional(stages_.size() - 1) : Find(wanted);
  if (!target_) {
    reads_.undecided.push_back(
        {.cause = UndecidedRead::Cause::kTarget, .line = 0, .detail = wanted});
  }
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    Link(i, stages_[i].instructions);  // also of one that a context replaces, as BuildKit does it
  }
}

void BuildStages::ReadGlobals(const std::vector<Instruction>& arguments) {
  for (const char* name : kPlatformArguments) {
    const auto given = build_.args.find(name);
    globals_[name] = given == build_.args.end()
                         ? BuildVariable{.kind = BuildVariable::Kind::kUnknown}
                         : BuildVariable{.kind = BuildVariable::Kind::kSet, .text = given->second};
  }
  const BuildVariableLookup lookup = [this](std::string_view name) {
    const auto found = globals_.find(name);
    return found == globals_.end() ? BuildVariable() : found->second;
  };
  for (const Instruction& instruction : arguments) {
    for (const std::string& word : instruction.words) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const auto given = build_.args.find(name);
      BuildVariable value{.kind = BuildVariable::Kind::kUnknown};
      if (given != build_.args.end()) {
        value = {.kind = BuildVariable::Kind::kSet, .text = given->second};
      } else if (equals != std::string::npos && !build_.unknown_args.contains(name)) {
        ExpandedWord text = ExpandWord(word.substr(equals + 1), lookup, {.escape = escape_});
        if (text.IsKnown()) value = {.kind = BuildVariable::Kind::kSet, .text = text.text};
      } else if (globals_.contains(name)) {
        continue;
      }
      globals_[name] = std::move(value);
    }
  }
}

void BuildStages::AddStage(const Instruction& from) {
  BuildStage stage{.line = from.line, .base = {}};
  const std::vector<std::string>& words = from.words;
  if (words.size() == 3 && tfvars::ToLower(words[1]) == "as") {
    stage.name = tfvars::ToLower(words[2]);
  } else if (words.size() != 1) {
    reads_.undecided.push_back({.cause = UndecidedRead::Cause::kInstruction,
                                .line = from.line,
                                .detail = "FROM needs one word, or \"x AS name\""});
  }
  if (!words.empty()) {
    const ExpandedWord base =
        ExpandWord(words.front(),
                   [this](std::string_view name) {
                     // Which stage is built is a matter of the build, too.
                     if (name == "TARGETSTAGE")
                       return BuildVariable{.kind = BuildVariable::Kind::kUnknown};
                     const auto found = globals_.find(name);
                     return found == globals_.end() ? BuildVariable() : found->second;
                   },
                   {.escape = escape_});
    stage.base = base.text;
    stage.base_is_unknown = !base.IsKnown();
    for (const std::string& name : base.unknown) {
      reads_.undecided.push_back(
          {.cause = UndecidedRead::Cause::kVariable, .line = from.line, .detail = name});
    }
    if (base.error) {
      reads_.undecided.push_back(
          {.cause = UndecidedRead::Cause::kInstruction, .line = from.line, .detail = *base.error});
    }
  }
  if (!stage.name.empty()) stage.replaced_by = ContextOf(stage.name);
  if (stage.replaced_by == nullptr && !stage.base_is_unknown) {
    // The names of stages are in small letters; FROM is looked up as it is written.
    const auto base = by_name_.find(stage.base);
    if (base != by_name_.end()) stage.from = base->second;
  }
  if (!stage.name.empty()) by_name_[stage.name] = stages_.size();
  stages_.push_back(std::move(stage));
}

std::optional<std::size_t> BuildStages::Find(std::string_view name) const {
  const auto found = by_name_.find(tfvars::ToLower(name));
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::size_t> BuildStages::FindForCopy(std::string_view name) const {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return Find(name);
  return number < stages_.size() ? std::optional(number) : std::nullopt;
}

const NamedContext* BuildStages::ContextOf(const std::string& name) const {
  const std::string lower = tfvars::ToLower(name);
  if (lower == "scratch" || lower == "context") return nullptr;
  const auto found = build_.contexts.find(ContextName(name));
  return found == build_.contexts.end() ? nullptr : &found->second;
}

std::optional<ImageUse> BuildStages::ImageOf(const std::string& name, std::size_t line,
                                             ImageUse::Kind kind) const {
  const NamedContext* context = ContextOf(name);
  ImageUse use{.kind = kind, .name = context == nullptr ? name : context->value, .line = line};
  if (context == nullptr || context->kind == NamedContext::Kind::kImage) return use;
  if (context->kind != NamedContext::Kind::kTarget) return std::nullopt;
  use.is_target = true;
  return use;
}

void BuildStages::Link(std::size_t stage, const std::vector<Instruction>& instructions) {
  for (const Instruction& instruction : instructions) {
    if (instruction.keyword == "copy") {
      const auto from = FlagOf(instruction, "from");
      if (!from || from->empty()) continue;
      const auto source = FindForCopy(*from);
      if (source) stages_[stage].needs.push_back(*source);
    } else if (instruction.keyword == "run") {
      for (const std::string& flag : instruction.flags) {
        if (!flag.starts_with("--mount=")) continue;
        const RunMount mount = ParseRunMount(flag.substr(8), [](std::string_view text) {
          ExpandedWord word;
          word.text = text;
          return word;
        });
        const auto source = mount.from.empty() ? std::nullopt : Find(mount.from);
        if (source) stages_[stage].needs.push_back(*source);
      }
    }
  }
}

std::vector<std::size_t> BuildStages::Needed(const TriggersOf& triggers_of) {
  if (!target_) return {};
  std::set<std::size_t> needed;
  std::vector<std::size_t> open{*target_};
  while (!open.empty()) {
    const std::size_t index = open.back();
    open.pop_back();
    if (!needed.insert(index).second) continue;
    BuildStage& stage = stages_[index];
    if (stage.replaced_by == nullptr && !stage.has_triggers) {
      stage.has_triggers = true;
      std::vector<Instruction> triggers;
      if (!stage.from) {
        const auto image = ImageOf(stage.base, stage.line, ImageUse::Kind::kFrom);
        if (image) triggers = triggers_of(*image);
      } else {
        for (const Instruction& instruction : stages_[*stage.from].instructions) {
          if (instruction.keyword != "onbuild") continue;
          auto read = OnBuildInstruction(instruction);
          if (auto* trigger = std::get_if<Instruction>(&read)) {
            triggers.push_back(std::move(*trigger));
          } else {
            reads_.undecided.push_back({.cause = UndecidedRead::Cause::kInstruction,
                                        .line = instruction.line,
                                        .detail = std::get<DockerfileError>(read).message});
          }
        }
      }
      for (Instruction& trigger : triggers) trigger.line = stage.line;
      Link(index, triggers);
      stage.instructions.insert(stage.instructions.begin(), triggers.begin(), triggers.end());
    }
    if (stage.from) open.push_back(*stage.from);
    open.insert(open.end(), stage.needs.begin(), stage.needs.end());
  }
  return {needed.begin(), needed.end()};
}

}  // namespace deltaplan::planner
