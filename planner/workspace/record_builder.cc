#include "planner/workspace/record_builder.h"

#include <algorithm>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {

RecordId RecordBuilder::Add(const std::string& key) {
  const auto [found, is_new] =
      by_key_.try_emplace(key, static_cast<RecordId>(graph_.records.size()));
  if (is_new) graph_.records.emplace_back();
  return found->second;
}

std::optional<RecordId> RecordBuilder::Find(const std::string& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

RecordId RecordBuilder::FindOrUnknown(const std::string& key, std::string_view name) {
  const std::size_t known = graph_.records.size();
  const RecordId id = Add(key);
  if (static_cast<std::size_t>(id) == known) {
    Record& record = (*this)[id];
    record.name = name;
    record.source = key;
    record.is_unknown = true;
  }
  return id;
}

RecordGraph RecordBuilder::Take() {
  for (Record& record : graph_.records) {
    std::ranges::sort(record.edges);
    graph::DropDoubles(record.edges);
  }
  by_key_.clear();
  return std::exchange(graph_, RecordGraph());
}

}  // namespace deltaplan::planner::workspace
