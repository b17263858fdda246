#include "planner/report/picture_formats.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "planner/report/html_text.h"
#include "planner/report/sentences.h"
#include "planner/text/layout.h"

namespace deltaplan::planner {
namespace {

// In pixels. The width of text is a guess that suits the fonts of browsers.
constexpr std::size_t kNodeWidth = 230;
constexpr std::size_t kNodeHeight = 26;
constexpr std::size_t kRow = 36;
constexpr std::size_t kColumn = kNodeWidth + 90;
constexpr std::size_t kMargin = 8;
constexpr std::size_t kLabelColumns = 30;
constexpr std::size_t kNamesInTitle = 40;
constexpr std::size_t kOriginsInTitle = 4;

struct NodePosition {
  std::size_t x = 0;
  std::size_t y = 0;
};

struct Layout {
  std::vector<NodePosition> positions;  // by index of the picture's nodes
  std::size_t width = 0;
  std::size_t height = 0;
};

// Columns are layers; each is centred.
Layout LayoutOf(const Picture& picture) {
  std::vector<std::size_t> sizes;
  for (const PictureNode& node : picture.nodes) {
    sizes.resize(std::max(sizes.size(), node.layer + 1));
    ++sizes[node.layer];
  }
  const std::size_t rows = sizes.empty() ? 0 : *std::ranges::max_element(sizes);
  Layout layout;
  std::vector<std::size_t> next(sizes.size());
  for (const PictureNode& node : picture.nodes) {
    const std::size_t above = (rows - sizes[node.layer]) * kRow / 2;
    layout.positions.push_back(
        {kMargin + node.layer * kColumn, kMargin + above + next[node.layer]++ * kRow});
  }
  layout.width = 2 * kMargin + (sizes.empty() ? 0 : (sizes.size() - 1) * kColumn + kNodeWidth);
  layout.height = 2 * kMargin + rows * kRow;
  return layout;
}

// Kinds are told apart by shape: what is built is round, what deploys has a thick border.
std::string_view ShapeOf(PictureKind kind) {
  switch (kind) {
    case PictureKind::kReason:
      return R"( rx="13" stroke-dasharray="2 3")";
    case PictureKind::kBuildInput:
      return R"( stroke-dasharray="6 3")";
    case PictureKind::kPackage:
      return R"( rx="3")";
    case PictureKind::kImage:
      return R"( rx="13")";
    case PictureKind::kService:
      return R"( rx="3" stroke-width="2")";
  }
  return {};
}

std::string KindWord(PictureKind kind) {
  std::string word = PictureKindName(kind);
  std::ranges::replace(word, '_', ' ');
  return word;
}

// All that the node stands for, as far as somebody reads it.
std::string FullText(const PictureNode& node) {
  std::string text = KindWord(node.kind) + ": ";
  const std::size_t shown = std::min(node.names.size(), kNamesInTitle);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + node.names[i];
  if (shown < node.names.size()) text += fmt::format(" and {} more", node.names.size() - shown);
  if (node.changed) text += " (changed)";
  return text;
}

std::string LabelOf(const PictureNode& node, std::size_t columns) {
  const std::string_view mark = node.changed ? "* " : "";
  return std::string(mark) + ShortenMiddle(node.Label(), columns - mark.size());
}

// Where an edge comes from, as far as somebody reads it; "" where that is plain.
std::string OriginsText(const PictureEdge& edge) {
  std::string text;
  std::size_t shown = 0;
  for (const std::string& origin : edge.origins) {
    if (shown == kOriginsInTitle) break;
    text += (shown++ == 0 ? "" : "; ") + origin;
  }
  if (shown < edge.origins.size()) {
    text += fmt::format(" and {} more", edge.origins.size() - shown);
  }
  return text;
}

void AddEdgePath(const NodePosition& from, const NodePosition& to, const std::string& title,
                 std::string& out) {
  const std::size_t x1 = from.x + kNodeWidth;
  const std::size_t y1 = from.y + kNodeHeight / 2;
  const std::size_t y2 = to.y + kNodeHeight / 2;
  // Back to the left, or within a column, it goes around.
  const std::size_t bend = 45;
  const std::size_t x2 = to.x;
  const std::size_t into = x2 > bend ? x2 - bend : 0;
  out +=
      fmt::format(R"(<path d="M{} {}C{} {} {} {} {} {}")", x1, y1, x1 + bend, y1, into, y2, x2, y2);
  if (title.empty()) {
    out += "/>\n";
    return;
  }
  out += "><title>";
  AddHtml(title, out);
  out += "</title></path>\n";
}

std::string DotText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string MermaidText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                          (c >= 'a' && c <= 'z') || c == ' ' || c == '/' || c == '.' || c == '-' ||
                          static_cast<unsigned char>(c) >= 0x80;
    out += is_plain ? std::string(1, c) : fmt::format("#{};", static_cast<int>(c));
  }
  return out + '"';
}

std::string_view DotShape(PictureKind kind) {
  switch (kind) {
    case PictureKind::kReason:
      return "note";
    case PictureKind::kBuildInput:
      return "folder";
    case PictureKind::kPackage:
      return "component";
    case PictureKind::kImage:
      return "box3d";
    case PictureKind::kService:
      return "box";
  }
  return "box";
}

}  // namespace

std::string PictureSvg(const Picture& picture, std::string_view title) {
  const Layout layout = LayoutOf(picture);
  std::string out = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="picture-title" width="{}" )"
      R"(height="{}" viewBox="0 0 {} {}" font-family="sans-serif" font-size="13">)",
      layout.width, layout.height, layout.width, layout.height);
  out += "\n<title id=\"picture-title\">";
  AddHtml(title, out);
  out += "</title>\n<g fill=\"none\" stroke=\"currentColor\" stroke-opacity=\"0.45\">\n";
  for (const PictureEdge& edge : picture.edges) {
    AddEdgePath(layout.positions[edge.from], layout.positions[edge.to], OriginsText(edge), out);
  }
  out += "</g>\n";
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const PictureNode& node = picture.nodes[i];
    const NodePosition& position = layout.positions[i];
    out += "<g><title>";
    AddHtml(FullText(node), out);
    out += fmt::format(
        R"(</title><rect x="{}" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="{}" stroke="currentColor"{}/>)",
        position.x, position.y, kNodeWidth, kNodeHeight, node.changed ? "0.16" : "0.04",
        ShapeOf(node.kind));
    out += fmt::format(R"(<text x="{}" y="{}" fill="currentColor"{}>)", position.x + 8,
                       position.y + 18, node.changed ? R"( font-weight="bold")" : "");
    AddHtml(LabelOf(node, kLabelColumns), out);
    out += "</text></g>\n";
  }
  return out + "</svg>\n";
}

std::string PictureDot(const Picture& picture) {
  std::string out = "digraph deltaplan {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n";
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const PictureNode& node = picture.nodes[i];
    out += fmt::format("  n{} [label={}, tooltip={}, shape={}{}];\n", i, DotText(node.Label()),
                       DotText(FullText(node)), DotShape(node.kind),
                       node.changed ? ", style=bold" : "");
  }
  for (const PictureEdge& edge : picture.edges) {
    const std::string origins = OriginsText(edge);
    out += fmt::format("  n{} -> n{}{};\n", edge.from, edge.to,
                       origins.empty() ? "" : fmt::format(" [tooltip={}]", DotText(origins)));
  }
  return out + "}\n";
}

std::string PictureMermaid(const Picture& picture) {
  std::string out = "flowchart LR\n";
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const PictureNode& node = picture.nodes[i];
    const std::string text = MermaidText(LabelOf(node, 60));
    const bool is_round = node.kind == PictureKind::kImage || node.kind == PictureKind::kReason;
    out += is_round ? fmt::format("  n{}({})\n", i, text) : fmt::format("  n{}[{}]\n", i, text);
  }
  for (const PictureEdge& edge : picture.edges) {
    const std::string origins = OriginsText(edge);
    const std::string label = origins.empty() ? "" : fmt::format(" -- {}", MermaidText(origins));
    out += fmt::format("  n{}{} --> n{}\n", edge.from, label, edge.to);
  }
  if (picture.bundled > picture.nodes.size()) {
    out += fmt::format("  %% {} of {} nodes: {}\n", picture.nodes.size(), picture.bundled,
                       BundleRule(picture));
  }
  return out;
}

}  // namespace deltaplan::planner
