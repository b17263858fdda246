// Records that lead to each other in a circle are one component of the graph. Components are taken
// in an order in which all that one leads to is numbered before it: what a record is follows from
// what it holds and from the numbers behind its edges. Inside a component the numbers of its own
// records are not known yet: there the records are told apart in rounds, each by what it held in
// the round before and by what its edges led to, until a round parts no more of them.
#include "planner/workspace/record_classes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "graph/drop_doubles.h"

namespace deltaplan::planner::workspace {
namespace {

// Tarjan's algorithm without recursion: the components, each before those that lead to it.
class Components {
 public:
  explicit Components(const ClassifiedRecords& records)
      : records_(records),
        index_(records.ignored.size(), kNone),
        low_(index_.size()),
        on_stack_(index_.size()) {}

  std::vector<std::vector<std::uint32_t>> Find() {
    for (std::uint32_t i = 0; i < index_.size(); ++i) {
      if (index_[i] == kNone) Visit(i);
    }
    return std::move(found_);
  }

 private:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  struct Step {
    std::uint32_t node;
    std::size_t edge;
  };

  void Enter(std::uint32_t node) {
    index_[node] = low_[node] = next_++;
    stack_.push_back(node);
    on_stack_[node] = true;
    steps_.push_back({node, 0});
  }

  void Visit(std::uint32_t start) {
    Enter(start);
    while (!steps_.empty()) {
      const std::uint32_t node = steps_.back().node;
      const std::span<const std::uint32_t> ends = records_.EndsOf(node);
      if (steps_.back().edge < ends.size()) {
        const std::uint32_t end = ends[steps_.back().edge++];
        if (index_[end] == kNone) {
          Enter(end);
        } else if (on_stack_[end]) {
          low_[node] = std::min(low_[node], index_[end]);
        }
        continue;
      }
      steps_.pop_back();
      if (!steps_.empty())
        low_[steps_.back().node] = std::min(low_[steps_.back().node], low_[node]);
      if (low_[node] != index_[node]) continue;
      std::vector<std::uint32_t> component;
      do {
        component.push_back(stack_.back());
        on_stack_[stack_.back()] = false;
        stack_.pop_back();
      } while (component.back() != node);
      found_.push_back(std::move(component));
    }
  }

  const ClassifiedRecords& records_;
  std::vector<std::uint32_t> index_;
  std::vector<std::uint32_t> low_;
  std::vector<bool> on_stack_;
  std::vector<std::uint32_t> stack_;
  std::vector<Step> steps_;
  std::vector<std::vector<std::uint32_t>> found_;
  std::uint32_t next_ = 0;
};

void Append(std::uint32_t number, std::string& text) {
  text.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

}  // namespace

ClassifiedRecords RecordClasses::Classify(
    const RecordGraph& graph, const std::unordered_map<std::uint32_t, std::string>& further) {
  const std::size_t size = graph.records.size();
  ClassifiedRecords known;
  numbers_.Reserve(4 * size);
  known.classes.resize(size);
  known.own.resize(size);
  known.direct.resize(size);
  known.names.resize(size);
  known.ignored.resize(size);
  known.reaches_unknown.resize(size);
  std::string own;
  for (std::uint32_t i = 0; i < size; ++i) {
    const Record& record = graph.records[i];
    const bool is_ignored = is_ignored_(record.name);
    known.ignored[i] = is_ignored;
    known.first_end.push_back(static_cast<std::uint32_t>(known.ends.size()));
    own.assign("own");
    own += '\0';
    if (is_ignored) {
      own += "ignored";
    } else {
      for (const std::string_view text :
           {record.name, record.version, record.source, record.content}) {
        own += text;
        own += '\0';
      }
      if (const auto found = further.find(i); found != further.end()) own += found->second;
      if (record.is_unknown) own += "unknown";
      for (const RecordEdge& edge : record.edges) {
        known.ends.push_back(static_cast<std::uint32_t>(edge.record));
      }
    }
    known.own[i] = numbers_.Of(own);
    known.names[i] = names_.Of(record.name);
  }
  known.first_end.push_back(static_cast<std::uint32_t>(known.ends.size()));
  // A text for one record: what it holds, and behind each edge what `number` says.
  std::string text;
  const auto describe = [&](char kind, std::uint32_t record, std::uint32_t held,
                            const auto& number) -> std::string_view {
    text.assign(1, kind);
    Append(held, text);
    for (const RecordEdge& edge : graph.records[record].edges) {
      text += edge.name;
      text += '\0';
      text += static_cast<char>(edge.kind);
      number(static_cast<std::uint32_t>(edge.record), text);
    }
    return text;
  };
  const auto behind = [&](std::uint32_t end, std::string& to) { Append(known.classes[end], to); };
  const auto held = [&](std::uint32_t end, std::string& to) { Append(known.own[end], to); };
  // What leads nowhere is what it holds: no other text has that number.
  for (std::uint32_t i = 0; i < size; ++i) {
    known.direct[i] =
        known.EndsOf(i).empty() ? known.own[i] : numbers_.Of(describe('d', i, known.own[i], held));
  }
  known.inventory = known.own;
  graph::SortWithoutDoubles(known.inventory);
  std::vector<std::uint32_t> color(size);
  std::vector<bool> inside(size);
  for (const std::vector<std::uint32_t>& component : Components(known).Find()) {
    bool unknown = false;
    for (const std::uint32_t record : component) {
      unknown = unknown || (graph.records[record].is_unknown && !known.ignored[record]);
      for (const std::uint32_t end : known.EndsOf(record))
        unknown = unknown || known.reaches_unknown[end];
    }
    for (const std::uint32_t record : component) known.reaches_unknown[record] = unknown;
    const std::span<const std::uint32_t> ends = known.EndsOf(component[0]);
    const bool is_circle =
        component.size() > 1 || std::ranges::find(ends, component[0]) != ends.end();
    if (!is_circle) {
      const std::uint32_t record = component[0];
      known.classes[record] = ends.empty()
                                  ? known.own[record]
                                  : numbers_.Of(describe('r', record, known.own[record], behind));
      continue;
    }
    for (const std::uint32_t record : component) {
      color[record] = known.own[record];
      inside[record] = true;
    }
    const auto mixed = [&](std::uint32_t end, std::string& to) {
      to += inside[end] ? 'i' : 'o';
      Append(inside[end] ? color[end] : known.classes[end], to);
    };
    std::size_t parted = 0;
    while (true) {
      std::vector<std::uint32_t> next;
      for (const std::uint32_t record : component) {
        next.push_back(numbers_.Of(describe('c', record, color[record], mixed)));
      }
      for (std::size_t i = 0; i < component.size(); ++i) color[component[i]] = next[i];
      const std::size_t now = std::set<std::uint32_t>(next.begin(), next.end()).size();
      if (now == parted) break;
      parted = now;
    }
    // With all of its colours, so that circles of another make are other ones.
    std::vector<std::uint32_t> all;
    for (const std::uint32_t record : component) all.push_back(color[record]);
    std::ranges::sort(all);
    std::string whole;
    for (const std::uint32_t each : all) Append(each, whole);
    for (const std::uint32_t record : component) {
      text.assign("w");
      Append(color[record], text);
      known.classes[record] = numbers_.Of(text.append(whole));
    }
    for (const std::uint32_t record : component) inside[record] = false;
  }
  known.limit = static_cast<std::uint32_t>(std::max(numbers_.size(), names_.size()));
  return known;
}

std::vector<EdgeGroup> RecordClasses::Group(const std::vector<RecordEdge>& edges,
                                            const ClassifiedRecords& known) {
  // kind, name, marker, class
  std::vector<std::tuple<EdgeKind, std::string_view, std::string_view, std::uint32_t>> ends;
  std::set<EdgeKind> unknown;
  for (const RecordEdge& edge : edges) {
    const auto end = static_cast<std::size_t>(edge.record);
    if (known.ignored[end]) continue;
    ends.emplace_back(edge.kind, edge.name, edge.marker, known.classes[end]);
    if (known.reaches_unknown[end]) unknown.insert(edge.kind);
  }
  graph::SortWithoutDoubles(ends);
  std::vector<EdgeGroup> groups;
  std::string text;
  for (auto at = ends.begin(); at != ends.end();) {
    const EdgeKind kind = std::get<EdgeKind>(*at);
    text.assign("e");
    for (; at != ends.end() && std::get<EdgeKind>(*at) == kind; ++at) {
      const auto& [same, name, marker, number] = *at;
      for (const std::string_view part : {name, marker}) {
        text += part;
        text += '\0';
      }
      Append(number, text);
    }
    groups.push_back({kind, numbers_.Of(text), unknown.contains(kind)});
  }
  return groups;
}

}  // namespace deltaplan::planner::workspace
