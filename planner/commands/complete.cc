// What may stand at the end of a command line that is being typed. Whatever can't be read is not
// offered.
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/facts/tag_map.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostCommits = 15;
constexpr std::size_t kMostRefs = 2000;

// A line of the answer can't hold these, and no shell would insert them unchanged.
bool IsPlain(std::string_view word) {
  return !word.empty() && DisplayText(word) == word && word.find('\t') == std::string_view::npos;
}

class Offers {
 public:
  explicit Offers(const CompletionOptions& asked) : asked_(asked) {
    for (const CompletionWord& word : asked.words) Add(word.word, word.text);
  }

  void Add(std::string_view word, std::string_view text) {
    if (!word.starts_with(asked_.typed) || !IsPlain(word) || IsTaken(word)) return;
    if (!seen_.emplace(word).second) return;
    lines_ += asked_.lead;
    lines_ += word;
    if (!text.empty()) lines_ += '\t' + DisplayText(text);
    lines_ += '\n';
  }

  const std::string& typed() const { return asked_.typed; }
  std::string Lines() && { return std::move(lines_); }

 private:
  // A service has one tag.
  bool IsTaken(std::string_view word) const {
    const std::size_t key = asked_.ask == CompletionAsk::kServiceTags ? word.find('=') : word.npos;
    return std::ranges::any_of(asked_.taken, [&](const std::string& taken) {
      return key == word.npos ? taken == word : taken.starts_with(word.substr(0, key + 1));
    });
  }

  const CompletionOptions& asked_;
  std::set<std::string, std::less<>> seen_;
  std::string lines_;
};

void OfferEnvironments(const Project& project, Offers& offers) {
  for (const EnvironmentEntry& entry : project.config().environments) offers.Add(entry.name, "");
}

void OfferServices(const Platform& platform, std::string_view end, Offers& offers) {
  for (const Service& service : platform.services) {
    offers.Add(service.name + std::string(end),
               service.path ? service.path->bytes() : "built elsewhere");
  }
}

// Head and the commits before it, along first parents.
template <typename Take>
void EachRecentCommit(const Project& project, Take take) {
  for (std::size_t i = 0; i < kMostCommits; ++i) {
    const Result<CommitInfo> commit =
        project.repository().ResolveRevision(project.head().id.ToHex() + "~" + std::to_string(i));
    if (!commit) return;
    const Result<std::string> name = project.repository().ShortSha(commit->id);
    if (!name) return;
    take(*name, commit->subject);
  }
}

// Tags that the maps hold for the service, then those of recent commits.
void OfferTags(const Project& project, const Platform& platform, const std::string& service,
               Files& files, Offers& offers) {
  for (const EnvironmentEntry& entry : project.config().environments) {
    const TagMapReading reading = ReadTagMapFacts(&entry, project.root(), platform.services, files);
    if (!reading.map) continue;
    const auto tag = reading.map->tags.find(service);
    if (tag != reading.map->tags.end()) {
      offers.Add(service + "=" + tag->second, "in the tag map of " + entry.name);
    }
  }
  EachRecentCommit(project, [&](const std::string& name, const std::string& subject) {
    offers.Add(service + "=" + name, subject);
  });
}

// Names of refs below `directory`, which a file each holds.
void OfferLooseRefs(const std::string& directory, const std::string& name, Files& files,
                    std::size_t& left, Offers& offers) {
  for (const std::string& entry : files.FileNames(directory).value_or(std::vector<std::string>())) {
    if (left == 0) return;
    --left;
    if (!entry.ends_with(".lock")) offers.Add(name + entry, "");
  }
  for (const std::string& entry : files.Directories(directory)) {
    if (left > 0) OfferLooseRefs(directory + "/" + entry, name + entry + "/", files, left, offers);
  }
}

// Branches, tags and branches of remotes: refs as files, and the packed ones.
void OfferRevisions(const Project& project, Files& files, Offers& offers) {
  offers.Add("HEAD", "");
  std::string git = project.repository().facts().git_dir;
  // A linked work tree keeps its branches where the first one does.
  if (const Result<std::optional<std::string>> common = files.ReadIfExists(git + "/commondir");
      common && *common) {
    const std::string place = (**common).substr(0, (**common).find('\n'));
    git = place.starts_with('/') ? place : git + "/" + place;
  }
  std::size_t left = kMostRefs;
  for (const std::string_view kind : {"heads/", "tags/", "remotes/"}) {
    OfferLooseRefs(git + "/refs/" + std::string(kind.substr(0, kind.size() - 1)), "", files, left,
                   offers);
  }
  if (const Result<std::optional<std::string>> packed = files.ReadIfExists(git + "/packed-refs");
      packed && *packed) {
    for (std::string_view rest = **packed; !rest.empty() && left > 0;) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      const std::size_t space = line.find(" refs/");
      if (space == std::string_view::npos) continue;
      std::string_view name = line.substr(space + std::string_view(" refs/").size());
      for (const std::string_view kind : {"heads/", "tags/", "remotes/"}) {
        if (!name.starts_with(kind)) continue;
        --left;
        offers.Add(name.substr(kind.size()), "");
      }
    }
  }
  if (offers.typed().empty()) return;  // commits only for who has begun to write one
  EachRecentCommit(project, [&](const std::string& name, const std::string& subject) {
    offers.Add(name, subject);
  });
}

// What git tracks in the directory that was typed so far; one level, as files are completed.
void OfferTrackedPaths(const Project& project, Files& files, Offers& offers) {
  std::string below;  // the current directory, from the root of the work tree
  if (const std::optional<std::string>& top = project.repository().facts().work_dir) {
    const std::optional<std::string> here = files.Canonical(".");
    if (here && here->starts_with(*top + "/")) below = here->substr(top->size() + 1) + "/";
  }
  const std::string& typed = offers.typed();
  const std::string directory = typed.substr(0, typed.rfind('/') + 1);
  const std::optional<graph::RepoPath> path = graph::RepoPath::Parse(below + directory);
  if (!path) return;
  graph::TreeReader& trees = project.readers().first();
  graph::ObjectId tree = project.head().tree;
  std::string raw;
  std::vector<graph::TreeEntry> entries;
  for (std::string_view rest = path->bytes(); !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (graph::ReadEntries(trees, tree, raw, entries)) return;
    const graph::TreeEntry* const entry = graph::FindEntry(entries, part);
    if (entry == nullptr || !entry->state.IsTree()) return;
    tree = entry->state.id;
  }
  if (graph::ReadEntries(trees, tree, raw, entries)) return;
  for (const graph::TreeEntry& entry : entries) {
    offers.Add(directory + std::string(entry.name) + (entry.state.IsTree() ? "/" : ""), "");
  }
}

void OfferOfProject(const Options& options, const Ports& ports, Offers& offers) {
  ProjectRequest request = ProjectRequestWithoutEnvironment(options);
  request.environment.reset();  // a wrong one is no reason to offer none
  const Result<std::unique_ptr<Project>> opened = Project::Open(request, ports);
  if (!opened) return;
  const Project& project = **opened;
  switch (options.completion.ask) {
    case CompletionAsk::kEnvironments:
      return OfferEnvironments(project, offers);
    case CompletionAsk::kRevisions:
      return OfferRevisions(project, ports.files, offers);
    case CompletionAsk::kTrackedPaths:
      return OfferTrackedPaths(project, ports.files, offers);
    default:
      break;
  }
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return;
  if (options.completion.ask == CompletionAsk::kServices) {
    return OfferServices(*platform, "", offers);
  }
  const std::size_t equals = options.completion.typed.find('=');
  if (equals == std::string::npos) return OfferServices(*platform, "=", offers);
  OfferTags(project, *platform, options.completion.typed.substr(0, equals), ports.files, offers);
}

}  // namespace

Answer RunComplete(const Options& options, const Ports& ports) {
  Offers offers(options.completion);
  std::string kind = "words";
  switch (options.completion.ask) {
    case CompletionAsk::kNothing:
      break;
    case CompletionAsk::kFiles:
      kind = "files";
      break;
    case CompletionAsk::kDirectories:
      kind = "directories";
      break;
    default:
      OfferOfProject(options, ports, offers);
      break;
  }
  return {.output = kind + '\n' + std::move(offers).Lines(), .messages = {}};
}

}  // namespace deltaplan::planner
