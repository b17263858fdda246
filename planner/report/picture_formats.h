// A picture as text that others draw.
#ifndef DELTAPLAN_PLANNER_REPORT_PICTURE_FORMATS_H_
#define DELTAPLAN_PLANNER_REPORT_PICTURE_FORMATS_H_

#include <string>
#include <string_view>

#include "planner/report/picture.h"

namespace deltaplan::planner {

/// An SVG element that needs no style sheet and no script: colours are the text's own, and shapes
/// and words tell kinds and changes apart. `title` is read out instead of the picture.
std::string PictureSvg(const Picture& picture, std::string_view title);

/// For Graphviz: docs at graphviz.org/doc/info/lang.html. Names can't end their quotes.
std::string PictureDot(const Picture& picture);

/// For Mermaid: mermaid.js.org/syntax/flowchart.html. All but letters and digits of names become
/// its codes (#35;), so none of them is syntax.
std::string PictureMermaid(const Picture& picture);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_PICTURE_FORMATS_H_
