// deltaplan plan: which services to deploy, against what is live.
#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "planner/commands/assessment.h"
#include "planner/commands/commands.h"
#include "planner/commands/make_plan.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Uncommitted and untracked files inside inputs, in display form.
Result<std::vector<std::string>> DirtyInputs(Session& session, const Assessment& assessment) {
  std::vector<std::string> dirty;
  const RepositoryFacts& facts = session.repository->facts();
  if (!facts.work_dir) return dirty;
  const graph::PathTrie& trie = assessment.map->trie();
  std::vector<graph::RepoPath> outermost;
  for (std::size_t i = 0; i < trie.input_count(); ++i) {
    const graph::RepoPath& path = trie.PathOf(graph::InputId{static_cast<std::uint32_t>(i)});
    if (outermost.empty() || !outermost.back().Contains(path)) outermost.push_back(path);
  }
  if (outermost.empty()) return dirty;
  Result<std::vector<WorkTreeChange>> changes = session.repository->WorkTreeChanges(outermost);
  if (!changes) return std::move(changes).error().Within("cannot look for uncommitted changes");
  for (const WorkTreeChange& change : *changes) {
    const std::vector<graph::InputId> owners = trie.Owners(change.path);
    const bool counts = std::ranges::any_of(owners, [&](graph::InputId owner) {
      return assessment.map->HasLiteralOwner(owner) ||
             !assessment.ignore.IsIgnored(change.path, false);
    });
    if (!counts) continue;
    dirty.push_back(DisplayPath(change.path.bytes()) + (change.untracked ? " (untracked)" : ""));
  }
  return dirty;
}

Status WarnAboutCheckout(Session& session, Assessment& assessment) {
  if (!session.repository->facts().work_dir) return Ok();
  Result<CommitInfo> checked_out = session.repository->ResolveRevision("HEAD");
  if (checked_out && checked_out->id == session.head.id) return Ok();
  assessment.warnings.push_back(
      {"head_not_checked_out",
       fmt::format(
           "The work tree does not hold {}: images built from it would not be what their tag "
           "says.",
           session.head.id.ToHex().substr(0, 10))});
  return Ok();
}

}  // namespace

Result<Answer> RunPlan(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Session>> opened = OpenSession(options, ports);
  if (!opened) return std::move(opened).error();
  Session& session = **opened;
  const std::pair<const std::set<std::string>*, const char*> named[] = {
      {&options.services, "--service"}, {&options.force, "--force"}, {&options.hold, "--hold"}};
  for (const auto& [names, flag] : named) {
    if (Status status = CheckServiceNames(session.platform, *names, flag); !status) {
      return std::move(status).error();
    }
  }
  Result<Assessment> assessment = AssessLive(session, options, ports);
  if (!assessment) return std::move(assessment).error();
  Result<std::vector<std::string>> dirty = DirtyInputs(session, *assessment);
  if (!dirty) return std::move(dirty).error();
  for (Status status : {WarnAboutCheckout(session, *assessment),
                        WarnAboutUnownedChanges(session, options, ports, *assessment),
                        WarnAboutRepository(session, ports, *assessment)}) {
    if (!status) return std::move(status).error();
  }
  Result<MadePlan> made = MakePlan(session, *assessment, options, ports, *dirty);
  if (!made) return std::move(made).error();
  if (!made->refusals.empty()) {
    Answer answer{.output = {}, .messages = {}, .exit_code = ExitCode::kRefused};
    if (!options.quiet) answer.messages = WarningLines(made->plan);
    for (const Refusal& refusal : made->refusals) {
      answer.messages +=
          fmt::format("deltaplan: refused ({}): {}\n", refusal.code, refusal.message);
    }
    return answer;
  }
  return AnswerWithPlan(made->plan, options, ports);
}

}  // namespace deltaplan::planner
