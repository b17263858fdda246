// deltaplan preview: which services the change since the merge base with a revision touches.
#include <fmt/format.h>
#include <utility>

#include "graph/history.h"
#include "planner/commands/assessment.h"
#include "planner/commands/commands.h"
#include "planner/commands/make_plan.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

Result<CommitInfo> MergeBaseWith(GitRepository& repository, const CommitInfo& head,
                                 const CommitInfo& base, const std::string& revision) {
  const graph::MergeBase found = graph::FindMergeBase(repository, head.id, base.id);
  if (found.commit && !found.history_missing) return repository.ReadCommit(*found.commit);
  Error error{.message = fmt::format("there is no merge base of head and '{}'", revision),
              .causes = {},
              .remedy = "The two have no history in common: name another base."};
  if (found.history_missing) {
    const std::string& remote = repository.facts().remote;
    error.message = fmt::format("the merge base of head and '{}' can't be determined", revision);
    error.causes.push_back("this clone lacks the history that would show it");
    error.remedy =
        fmt::format("Fetch it: git fetch --unshallow {}", remote.empty() ? "<remote>" : remote);
  }
  return error;
}

}  // namespace

Result<Answer> RunPreview(const Options& options, const Ports& ports) {
  Result<std::unique_ptr<Session>> opened = OpenSession(options, ports);
  if (!opened) return std::move(opened).error();
  Session& session = **opened;
  GitRepository& repository = *session.repository;
  Result<CommitInfo> base = repository.ResolveRevision(options.base);
  if (!base) return std::move(base).error().Within("cannot use --base");
  Result<CommitInfo> merge_base = MergeBaseWith(repository, session.head, *base, options.base);
  if (!merge_base) return std::move(merge_base).error();

  graph::ObjectId tree = session.head.tree;
  bool dirty = false;
  if (options.working_tree) {
    if (!repository.facts().work_dir) {
      return Error{.message = "--working-tree: this is a bare repository",
                   .causes = {},
                   .remedy = "Leave out --working-tree."};
    }
    Result<CommitInfo> checked_out = repository.ResolveRevision("HEAD");
    if (!checked_out) return std::move(checked_out).error();
    if (checked_out->id != session.head.id) {
      return Error{.message = fmt::format("--working-tree: the work tree does not stand at '{}'",
                                          options.head),
                   .causes = {},
                   .remedy = "Leave out --head, or check it out first."};
    }
    Result<WorkTreeSnapshot> snapshot = repository.SnapshotWorkTree();
    if (!snapshot) return std::move(snapshot).error().Within("cannot read the work tree");
    tree = snapshot->root;
    dirty = !snapshot->changes.empty();
    // Readers opened before the snapshot do not know its trees.
    Result<std::unique_ptr<graph::TreeReader>> trees = repository.OpenTrees();
    if (!trees) return std::move(trees).error();
    session.trees = std::move(*trees);
  }
  Result<Assessment> assessment = AssessAgainst(session, options, *merge_base, tree);
  if (!assessment) return std::move(assessment).error();
  const std::pair<const std::set<std::string>*, const char*> named[] = {
      {&options.services, "--service"}, {&options.force, "--force"}, {&options.hold, "--hold"}};
  for (const auto& [names, flag] : named) {
    if (Status status = CheckServiceNames(assessment->platform, *names, flag); !status) {
      return std::move(status).error();
    }
  }
  for (Status status : {WarnAboutUnownedChanges(session, options, ports, *assessment),
                        WarnAboutRepository(session, ports, *assessment)}) {
    if (!status) return std::move(status).error();
  }
  Result<MadePlan> made = MakePlan(session, *assessment, options, ports, {});
  if (!made) return std::move(made).error();
  made->plan.head.dirty = dirty;
  made->plan.base = PreviewBase{.revision = options.base,
                                .commit = base->id,
                                .merge_base = merge_base->id,
                                .working_tree = options.working_tree};
  return AnswerWithPlan(made->plan, options, ports);
}

}  // namespace deltaplan::planner
