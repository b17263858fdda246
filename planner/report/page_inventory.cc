#include "planner/report/page_inventory.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>
#include <vector>

#include "planner/report/graph_nodes.h"
#include "planner/report/html_text.h"
#include "planner/report/sentences.h"

namespace deltaplan::planner {
namespace {

using graph::NodeId;
using graph::NodeKind;

constexpr std::size_t kMostPackages = 3;  // named in a service's row; more are a set below
constexpr std::size_t kMostDependents = 6;

std::size_t IndexOf(NodeId node) { return static_cast<std::size_t>(node); }

class InventoryPrinter {
 public:
  InventoryPrinter(const Plan* plan, const InputMap& inputs, std::string& out)
      : plan_(plan), inputs_(inputs), graph_(inputs.graph()), out_(out) {}

  void Print() {
    PrintServices();
    PrintSets();
    PrintReach();
  }

 private:
  // What the service depends on directly; build inputs are what all of them have.
  std::vector<NodeId> PackagesOf(NodeId service) const {
    std::vector<NodeId> packages;
    for (const NodeId node : graph_.Dependencies(service)) {
      if (graph_[node].kind != NodeKind::kBuildInput) packages.push_back(node);
    }
    return packages;
  }

  void AddNames(const std::vector<NodeId>& nodes, std::size_t most) {
    for (std::size_t i = 0; i < std::min(nodes.size(), most); ++i) {
      if (i > 0) out_ += ", ";
      AddHtml(ShownPath(inputs_.DisplayName(nodes[i])), out_);
    }
    if (nodes.size() > most) out_ += " and " + std::to_string(nodes.size() - most) + " more";
  }

  void PrintServices() {
    out_ +=
        "<section aria-labelledby=\"h-inventory\"><h2 id=\"h-inventory\">All services</h2>\n"
        "<form id=\"filter\" hidden role=\"search\"><label>Filter (press /): "
        "<input type=\"search\" autocomplete=\"off\"></label>";
    if (plan_ != nullptr) {
      out_ +=
          "<label>Decision: <select><option value=\"\">all</option><option>deploy</option>"
          "<option>skip</option></select></label>";
    }
    out_ +=
        "<output aria-live=\"polite\"></output></form>\n<div class=\"wide\" role=\"region\" "
        "tabindex=\"0\" aria-label=\"Table of all services\"><table "
        "id=\"inventory\"><thead><tr><th "
        "scope=\"col\">service</th>";
    if (plan_ != nullptr) {
      out_ +=
          "<th scope=\"col\">decision</th><th scope=\"col\">why</th><th scope=\"col\">live</th><th "
          "scope=\"col\">commits behind</th>";
    }
    out_ +=
        "<th scope=\"col\">directory</th><th scope=\"col\">depends on</th></tr></thead>\n<tbody>\n";
    if (plan_ != nullptr) {
      for (const PlannedService& service : plan_->services) PrintRow(service.name, &service);
    } else {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < graph_.size(); ++i) {
        const graph::Node& node = graph_[static_cast<NodeId>(i)];
        if (node.kind == NodeKind::kService) names.push_back(node.name);
      }
      std::ranges::sort(names);
      for (const std::string& name : names) PrintRow(name, nullptr);
    }
    out_ += "</tbody></table></div></section>\n";
  }

  void PrintRow(const std::string& name, const PlannedService* service) {
    const auto node = graph_.Find(NodeKind::kService, name);
    out_ += "<tr id=\"" + ServiceAnchor(name) + '"';
    if (service != nullptr) {
      out_ += " data-decision=\"";
      out_ += DecisionName(service->decision);
      out_ += '"';
    }
    out_ += "><th scope=\"row\">";
    AddHtml(name, out_);
    out_ += "</th>";
    if (service != nullptr) PrintDecision(*service);
    out_ += "<td>";
    if (service != nullptr && service->path) {
      AddHtml(ShownPath(*service->path), out_);
    } else if (service == nullptr && node) {
      AddHtml(ShownPath(inputs_.DisplayName(*node)), out_);
    }
    out_ += "</td><td>";
    if (node) PrintDependencies(*node);
    out_ += "</td></tr>\n";
  }

  void PrintDecision(const PlannedService& service) {
    out_ += service.decision == Decision::kDeploy ? "<td class=\"deploy\">DEPLOY" : "<td>skip";
    out_ += "</td><td>";
    const char* before = "";
    const char* last = "";
    for (const Reason& reason : service.reasons) {
      const char* code = ReasonCodeName(reason.code);
      if (std::string_view(code) == last) continue;
      out_ += before;
      out_ += code;
      before = " ";
      last = code;
    }
    out_ += "</td><td>";
    if (service.live) AddHtml(service.live->tag, out_);
    out_ += "</td><td>";
    if (service.live) {
      if (service.live->commits && service.live->relation == graph::Relation::kBehind) {
        out_ += std::to_string(*service.live->commits);
      } else if (service.live->relation != graph::Relation::kSame) {
        out_ += RelationText(*service.live);
      }
    }
    out_ += "</td>";
  }

  void PrintDependencies(NodeId service) {
    std::vector<NodeId> packages = PackagesOf(service);
    if (packages.size() <= kMostPackages) {
      AddNames(packages, kMostPackages);
      return;
    }
    const auto [entry, is_new] = sets_.emplace(std::move(packages), std::pair(sets_.size(), 0U));
    ++entry->second.second;
    out_ += "<a href=\"#set-" + std::to_string(entry->second.first) + "\">" +
            std::to_string(entry->first.size()) + " packages</a>";
  }

  void PrintSets() {
    if (sets_.empty()) return;
    using Set = std::tuple<std::size_t, const std::vector<NodeId>*, std::size_t>;
    std::vector<Set> sets;
    for (const auto& [packages, known] : sets_)
      sets.emplace_back(known.first, &packages, known.second);
    std::ranges::sort(sets,
                      [](const Set& a, const Set& b) { return std::get<0>(a) < std::get<0>(b); });
    out_ +=
        "<section aria-labelledby=\"h-sets\"><h2 id=\"h-sets\">What services depend on "
        "together</h2>\n";
    for (const auto& [number, packages, services] : sets) {
      out_ += "<details id=\"set-" + std::to_string(number) + "\"><summary>" +
              CountOf(packages->size(), "package") + ", of " + CountOf(services, "service") +
              "</summary><p>";
      AddNames(*packages, packages->size());
      out_ += "</p></details>\n";
    }
    out_ += "</section>\n";
  }

  void PrintReach() {
    const std::vector<std::size_t> reached = ServicesReached(inputs_);
    std::vector<NodeId> nodes;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      if (graph_[static_cast<NodeId>(i)].kind != NodeKind::kService) {
        nodes.push_back(static_cast<NodeId>(i));
      }
    }
    if (nodes.empty()) return;
    std::ranges::sort(nodes, [&](NodeId a, NodeId b) {
      return std::tuple(reached[IndexOf(b)], inputs_.DisplayName(a), a) <
             std::tuple(reached[IndexOf(a)], inputs_.DisplayName(b), b);
    });
    out_ +=
        "<section aria-labelledby=\"h-reach\"><h2 id=\"h-reach\">What a change would reach</h2>\n"
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Table of what a "
        "change would reach\"><table><thead><tr><th scope=\"col\">input</th><th "
        "scope=\"col\">kind</th><th "
        "scope=\"col\">services</th><th scope=\"col\">needed directly "
        "by</th></tr></thead>\n<tbody>\n";
    for (const NodeId node : nodes) {
      out_ += "<tr><th scope=\"row\">";
      AddHtml(ShownPath(inputs_.DisplayName(node)), out_);
      out_ += "</th><td>";
      out_ += NodeKindWords(graph_[node].kind);
      out_ += "</td><td>" + std::to_string(reached[IndexOf(node)]) + "</td><td>";
      const auto dependents = graph_.Dependents(node);
      AddNames({dependents.begin(), dependents.end()}, kMostDependents);
      out_ += "</td></tr>\n";
    }
    out_ += "</tbody></table></div></section>\n";
  }

  const Plan* plan_;
  const InputMap& inputs_;
  const graph::DependencyGraph& graph_;
  std::string& out_;
  // Distinct sets of packages: their number in order of appearance, and how many services have
  // them.
  std::map<std::vector<NodeId>, std::pair<std::size_t, std::size_t>> sets_;
};

}  // namespace

void AddInventory(const Plan* plan, const InputMap& inputs, std::string& out) {
  InventoryPrinter(plan, inputs, out).Print();
}

}  // namespace deltaplan::planner
