#include "planner/ports/tree_read_error.h"

#include <fmt/format.h>

#include "planner/text/shell_words.h"

namespace deltaplan::planner {

Error TreeReadError(const graph::TreeError& error, const RepositoryFacts& facts) {
  const bool missing = error.kind == graph::TreeError::Kind::kMissing;
  Error result{.message = fmt::format("tree {} {}", error.id.ToHex(),
                                      missing ? "is not in this clone" : "can't be read"),
               .causes = {},
               .remedy = {}};
  if (!error.detail.empty()) result.causes.push_back(error.detail);
  if (error.kind == graph::TreeError::Kind::kTooDeep) {
    result.remedy = "Take what lies that deep out of the inputs, or out of the repository.";
  } else if (missing && facts.is_partial) {
    result.remedy = fmt::format(
        "This is a partial clone without trees. Fetch them: git fetch --refetch --filter=blob:none "
        "{}",
        RemoteWord(facts.remote));
  } else {
    result.remedy = kDamagedRemedy;
  }
  return result;
}

std::vector<std::string> FetchBlobsCommands(const std::vector<graph::ObjectId>& blobs,
                                            const RepositoryFacts& facts) {
  constexpr std::size_t kMostInALine = 1000;  // a system takes 128 KiB in a command line at least
  std::vector<std::string> commands;
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    if (i % kMostInALine == 0) {
      commands.push_back("git fetch --no-tags " + RemoteWord(facts.remote));
    }
    commands.back() += " " + blobs[i].ToHex();
  }
  return commands;
}

}  // namespace deltaplan::planner
