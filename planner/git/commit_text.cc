#include "planner/git/commit_text.h"

#include <algorithm>
#include <charconv>

namespace deltaplan::planner {
namespace {

// Takes the first line, without its end, off `text`.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// "<key> <40 hex>"
std::optional<graph::ObjectId> IdLine(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return std::nullopt;
  return graph::ObjectId::FromHex(line.substr(key.size()));
}

// "Name <mail> seconds zone": what stands behind the last '>'.
std::int64_t Seconds(std::string_view person) {
  const std::size_t mail_end = person.rfind('>');
  if (mail_end == std::string_view::npos) return 0;
  person.remove_prefix(mail_end + 1);
  person.remove_prefix(std::min(person.find_first_not_of(" \t\r"), person.size()));
  std::int64_t seconds = 0;
  std::from_chars(person.data(), person.data() + person.size(), seconds);
  return seconds;
}

std::string_view Name(std::string_view person) {
  person = person.substr(0, person.find('<'));
  while (person.ends_with(' ')) person.remove_suffix(1);
  return person;
}

}  // namespace

std::optional<CommitText> ParseCommit(std::string_view bytes) {
  constexpr std::string_view kParent = "parent ";
  constexpr std::string_view kAuthor = "author ";
  constexpr std::string_view kCommitter = "committer ";
  const std::optional<graph::ObjectId> tree = IdLine(TakeLine(bytes), "tree ");
  if (!tree) return std::nullopt;
  CommitText commit;
  commit.tree = *tree;
  while (bytes.starts_with(kParent)) {
    const std::optional<graph::ObjectId> parent = IdLine(TakeLine(bytes), kParent);
    if (!parent) return std::nullopt;
    commit.parents.push_back(*parent);
  }
  // As git does: only here are these lines what they say.
  if (bytes.starts_with(kAuthor)) {
    commit.author = Name(TakeLine(bytes).substr(kAuthor.size()));
    if (bytes.starts_with(kCommitter)) {
      commit.time = Seconds(TakeLine(bytes).substr(kCommitter.size()));
    }
  }
  while (!bytes.empty() && !TakeLine(bytes).empty()) continue;
  while (bytes.starts_with('\n')) bytes.remove_prefix(1);
  commit.subject = TakeLine(bytes);
  return commit;
}

std::optional<graph::ObjectId> ParseTagTarget(std::string_view bytes) {
  return IdLine(TakeLine(bytes), "object ");
}

}  // namespace deltaplan::planner
