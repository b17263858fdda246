// Keys, in the order in which pnpm has written them over the years ("n" a name, "p" peers):
//   5.3, 5.4   /n/1.0.0_p         references are 1.0.0_p
//   6.0, 6.1   /n@1.0.0(p@2.0.0)  references are 1.0.0(p@2.0.0), and whole keys for aliases
//   9.0        n@1.0.0(p@2.0.0)   `packages` has the keys without peers, `snapshots` those with
//   12.0       the same, and n@registry:1.0.0
// A reference of another kind (a tarball, git, a directory) is a whole key in all of them.
//
// A section is cut where its members begin: pnpm writes their keys with an indent of two, and all
// that belongs to a member further in. What is read of them are small lockfiles that have nothing
// else, so that each line means there what it means in the whole one.
#include "planner/workspace/pnpm_entries.h"

#include <algorithm>
#include <utility>

#include "documents/yaml_lines.h"

namespace deltaplan::planner::workspace {
namespace {

using documents::Document;
using documents::Value;

constexpr std::string_view kLink = "link:";
constexpr std::string_view kFile = "file:";

// How much is read at once: it stays in the processor's cache.
constexpr std::size_t kRun = std::size_t{1} << 14;

// For how many needs there is room at once.
constexpr std::size_t kNeeds = 1024;

struct PnpmTable {
  std::string_view name;
  EdgeKind kind;
};
constexpr std::array<PnpmTable, 3> kPnpmTables{{{"dependencies", EdgeKind::kNormal},
                                                {"optionalDependencies", EdgeKind::kOptional},
                                                {"devDependencies", EdgeKind::kDevelopment}}};

// What is said elsewhere, or installs nothing.
constexpr std::array<std::string_view, 9> kPnpmNoContent{"dependencies", "optionalDependencies",
                                                         "deprecated",   "funding",
                                                         "license",      "time",
                                                         "name",         "version",
                                                         "resolution"};
constexpr std::array<std::string_view, 1> kIntegrity{"integrity"};

// Where the peers and the hash of a patch begin: pnpm looks for it from the end, because brackets
// nest.
std::size_t SuffixOf(std::string_view key) {
  if (!key.ends_with(')')) return key.size();
  std::size_t open = 1;
  std::size_t begin = key.size();
  std::size_t at = key.size() - 1;
  while (at > 0) {
    --at;
    if (key[at] == '(') {
      --open;
    } else if (key[at] == ')') {
      ++open;
    } else if (open == 0) {
      break;
    }
    if (open == 0) begin = at;
  }
  return open == 0 ? begin : key.size();
}

// The key of what `name: reference` leads to, which may be made in `own`; nullopt for a link.
std::optional<std::string_view> KeyOf(PnpmLayout layout, std::string_view name,
                                      std::string_view reference, std::string& own) {
  if (reference.starts_with(kLink)) return std::nullopt;
  const auto by_name = [&](char between) -> std::string_view {
    own.assign(layout == PnpmLayout::kNine ? "" : "/");
    own += name;
    own += between;
    return own += reference;
  };
  if (layout == PnpmLayout::kNine) {
    if (reference.starts_with('@')) return reference;
    const std::size_t at = reference.find('@');
    if (at == std::string_view::npos) return by_name('@');
    if (at < reference.find(':') && at < reference.find('(')) return reference;
    return by_name('@');
  }
  if (reference.starts_with(kFile)) return reference;
  const std::size_t peers =
      layout == PnpmLayout::kSix ? reference.find('(') : std::string_view::npos;
  const bool is_key = reference.substr(0, peers).find('/') != std::string_view::npos;
  if (is_key) return reference;
  return by_name(layout == PnpmLayout::kSix ? '@' : '/');
}

// Whether `line` is the name of a section, and nothing else.
bool IsHead(std::string_view line, std::string_view name) {
  return line.size() == name.size() + 2 && line.starts_with(name) && line.ends_with(":\n");
}

// The first line of `text`, with its end.
std::string_view LineOf(std::string_view text) {
  const std::size_t newline = text.find('\n');
  return text.substr(0, newline == std::string_view::npos ? newline : newline + 1);
}

// What stands behind a comment could pass for the member that it stands in.
bool BeginsMember(std::string_view line) {
  return line.size() > 2 && line[0] == ' ' && line[1] == ' ' && line[2] != ' ' && line[2] != '#';
}

bool IsInsideMember(std::string_view line) {
  return line.size() > 2 ? line[0] == ' ' && line[1] == ' ' && line[2] == ' ' : line == "\n";
}

// Takes the members of a section from the beginning of `text`, each with all of its lines. False
// where there are none, or what is none stands among them.
bool TakeMembers(std::string_view& text, std::vector<std::string_view>& members) {
  std::string_view line = LineOf(text);
  while (line == "\n") {
    text.remove_prefix(line.size());
    line = LineOf(text);
  }
  if (!line.starts_with(' ')) return false;
  while (line.starts_with(' ')) {
    if (!BeginsMember(line)) return false;
    std::size_t end = 0;
    do {
      end += line.size();
      line = LineOf(text.substr(end));
    } while (IsInsideMember(line));
    members.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return true;
}

}  // namespace

std::optional<PnpmLayout> PnpmLayoutOf(std::string_view version) {
  if (version == "5.3" || version == "5.4") return PnpmLayout::kFive;
  if (version == "6.0" || version == "6.1") return PnpmLayout::kSix;
  if (version == "9.0" || version == "12.0") return PnpmLayout::kNine;
  return std::nullopt;
}

PnpmKey SplitPnpmKey(PnpmLayout layout, std::string_view key) {
  if (layout != PnpmLayout::kNine) {
    if (!key.starts_with('/')) return {};
    key.remove_prefix(1);
  }
  const char between = layout == PnpmLayout::kFive ? '/' : '@';
  std::size_t at = key.find(between, 1);
  if (layout == PnpmLayout::kFive && key.starts_with('@') && at != std::string_view::npos) {
    at = key.find(between, at + 1);
  }
  if (at == std::string_view::npos) return {};
  std::string_view version = key.substr(at + 1);
  if (layout == PnpmLayout::kFive) version = version.substr(0, version.find('_'));
  // 12.0 may have the registry's name in front.
  const std::size_t colon = version.find(':');
  if (colon != std::string_view::npos && colon + 1 < version.size() && version[colon + 1] >= '0' &&
      version[colon + 1] <= '9') {
    version.remove_prefix(colon + 1);
  }
  return {key.substr(0, at), version};
}

std::optional<CutPnpmLock> PnpmEntries::Cut(std::string_view text) {
  if (text.size() > documents::kLargestText) return std::nullopt;
  std::array<std::vector<std::string_view>, kPnpmSections.size()> members;
  std::string rest;
  while (!text.empty()) {
    const std::string_view line = LineOf(text);
    rest += line;
    text.remove_prefix(line.size());
    const auto* section = std::ranges::find_if(
        kPnpmSections, [&](std::string_view name) { return IsHead(line, name); });
    if (section == kPnpmSections.end()) continue;
    std::vector<std::string_view>& own =
        members[static_cast<std::size_t>(section - kPnpmSections.begin())];
    if (!own.empty() || !TakeMembers(text, own)) return std::nullopt;
  }
  if (documents::HasConflictMarkers(rest)) return std::nullopt;
  std::optional<Document> document = documents::ReadYamlLines(rest);
  if (!document) return std::nullopt;
  CutPnpmLock lock{.rest = *std::move(document)};
  const std::optional<PnpmLayout> layout = PnpmLayoutOf(lock.rest.root()["lockfileVersion"].text());
  if (!layout) return std::nullopt;
  lock.layout = *layout;
  std::size_t values = lock.rest.size();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto section = static_cast<PnpmSection>(i);
    const Value left = lock.rest.root()[kPnpmSections[i]];
    if (members[i].empty() != !left.Exists()) return std::nullopt;
    if (members[i].empty()) continue;
    if (!left.IsScalar() || !left.text().empty()) return std::nullopt;  // it holds something else
    if (!ReadMembers(section, members[i], lock)) return std::nullopt;
    for (const PnpmEntry* entry : lock[section]) values += entry->value_count;
  }
  if (values > documents::kMostValues) return std::nullopt;
  return lock;
}

bool PnpmEntries::ReadMembers(PnpmSection section, std::span<const std::string_view> members,
                              CutPnpmLock& lock) {
  Known& known = KnownOf(section, lock);
  std::vector<const PnpmEntry*>& entries = lock.sections[static_cast<std::size_t>(section)];
  entries.reserve(members.size());
  known.texts.Reserve(members.size());
  keys_.Reserve(members.size());
  std::vector<std::uint32_t> run;  // members before this one that have not been read
  std::size_t run_size = 0;
  for (const std::string_view member : members) {
    const std::uint32_t number = known.texts.Of(member);
    if (number == known.entries.size()) known.entries.push_back(nullptr);
    const PnpmEntry* entry = known.entries[number];
    if (entry != nullptr || run_size > kRun) {
      if (!ReadRun(section, run, lock)) return false;
      run.clear();
      run_size = 0;
    }
    if (entry != nullptr) {
      entries.push_back(entry);
    } else {
      run.push_back(number);
      run_size += member.size();
    }
  }
  return ReadRun(section, run, lock);
}

bool PnpmEntries::ReadRun(PnpmSection section, std::span<const std::uint32_t> run,
                          CutPnpmLock& lock) {
  if (run.empty()) return true;
  Known& known = KnownOf(section, lock);
  const std::string_view name = kPnpmSections[static_cast<std::size_t>(section)];
  run_ = name;
  run_ += ":\n";
  for (const std::uint32_t number : run) run_ += known.texts[number];
  const std::optional<Document> document = documents::ReadYamlLines(run_);
  if (!document) return false;
  const Value members = document->root()[name];
  if (!members.IsMap() || members.size() != run.size()) return false;
  auto number = run.begin();
  for (const auto& [key, value] : members.members()) {
    const PnpmEntry* entry = Add(lock.layout, section, key, value);
    known.entries[*number++] = entry;
    lock.sections[static_cast<std::size_t>(section)].push_back(entry);
  }
  return true;
}

const PnpmEntry* PnpmEntries::Add(PnpmLayout layout, PnpmSection section, std::string_view key,
                                  const Value& value) {
  PnpmEntry& entry = entries_.emplace_back();
  const std::size_t suffix = SuffixOf(key);
  entry.key = keys_.Of(key);
  entry.id = suffix == key.size() ? entry.key : keys_.Of(key.substr(0, suffix));
  entry.value_count = 1 + value.value_count();
  if (section == PnpmSection::kPackages)
    entry.package = KeepPackage(layout, keys_[entry.id], value);
  if (section == PnpmSection::kSnapshots) {
    content_.clear();
    documents::AppendCanonicalText(value, kPnpmNoContent, content_);
    if (content_ != "{}") entry.content = texts_.Keep(content_);
  }
  if (section == PnpmSection::kImporters || section == RecordsOf(layout)) {
    entry.needs = KeepNeeds(layout, section, value);
  }
  return &entry;
}

std::span<const PnpmNeed> PnpmEntries::KeepNeeds(PnpmLayout layout, PnpmSection section,
                                                 const Value& value) {
  const bool is_importer = section == PnpmSection::kImporters;
  std::size_t count = 0;
  for (const PnpmTable& table : kPnpmTables) count += value[table.name].size();
  if (count == 0) return {};
  if (needs_.empty() || needs_.back().capacity() - needs_.back().size() < count) {
    needs_.emplace_back().reserve(std::max(count, kNeeds));
  }
  std::vector<PnpmNeed>& needs = needs_.back();  // has room: nothing in it moves
  const std::size_t begin = needs.size();
  for (const PnpmTable& table : kPnpmTables) {
    if (table.kind == EdgeKind::kDevelopment && !is_importer) continue;
    for (const auto& [name, said] : value[table.name].members()) {
      const std::string_view reference =
          is_importer && said.IsMap() ? said["version"].text() : said.text();
      const std::optional<std::string_view> record = KeyOf(layout, name, reference, content_);
      needs.push_back({.name = texts_.Keep(name),
                       .target = keys_.Of(record ? *record : reference.substr(kLink.size())),
                       .kind = table.kind,
                       .is_link = !record});
    }
  }
  return std::span<const PnpmNeed>(needs).subspan(begin);
}

const PnpmPackage* PnpmEntries::KeepPackage(PnpmLayout layout, std::string_view id,
                                            const Value& package) {
  const PnpmKey said = SplitPnpmKey(layout, id);
  const Value name = package["name"];
  const Value version = package["version"];
  const Value resolution = package["resolution"];
  PnpmPackage& kept = packages_.emplace_back();
  kept.name = name.IsText() ? texts_.Keep(name.text()) : said.name;
  kept.version = version.IsScalar() ? texts_.Keep(version.text()) : said.version;
  if (kept.name.empty()) kept.name = id;
  content_ = documents::CanonicalText(resolution, kIntegrity);
  if (said.version != kept.version) content_ += said.version;
  kept.source = texts_.Keep(content_);
  content_.assign(resolution["integrity"].text());
  documents::AppendCanonicalText(package, kPnpmNoContent, content_);
  kept.content = texts_.Keep(content_);
  if (resolution["type"].text() == "directory" || resolution["directory"].IsText()) {
    kept.directory = texts_.Keep(resolution["directory"].text());
  }
  const std::string_view tarball = resolution["tarball"].text();
  if (tarball.starts_with(kFile)) kept.archive = texts_.Keep(tarball.substr(kFile.size()));
  return &kept;
}

}  // namespace deltaplan::planner::workspace
