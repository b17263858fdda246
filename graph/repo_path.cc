#include "graph/repo_path.h"

namespace deltaplan::graph {

std::optional<RepoPath> RepoPath::Parse(std::string_view text) {
  if (text.starts_with('/') || text.find('\0') != std::string_view::npos) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size());
  while (!text.empty()) {
    const std::size_t slash = text.find('/');
    const std::string_view component = text.substr(0, slash);
    if (component == "..") return std::nullopt;
    if (!component.empty() && component != ".") {
      if (!bytes.empty()) bytes += '/';
      bytes += component;
    }
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  return RepoPath(std::move(bytes));
}

bool RepoPath::Contains(const RepoPath& other) const {
  if (bytes_.empty()) return true;
  return other.bytes_.starts_with(bytes_) &&
         (other.bytes_.size() == bytes_.size() || other.bytes_[bytes_.size()] == '/');
}

RepoPath RepoPath::Parent() const {
  const std::size_t slash = bytes_.rfind('/');
  return RepoPath(slash == std::string::npos ? std::string() : bytes_.substr(0, slash));
}

std::string_view RepoPath::Name() const {
  const std::size_t slash = bytes_.rfind('/');
  return slash == std::string::npos ? std::string_view(bytes_)
                                    : std::string_view(bytes_).substr(slash + 1);
}

RepoPath RepoPath::Child(std::string_view name) const {
  std::string bytes = bytes_;
  if (!bytes.empty()) bytes += '/';
  bytes += name;
  return RepoPath(std::move(bytes));
}

}  // namespace deltaplan::graph
