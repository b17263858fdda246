// Data inside HTML.
#ifndef DELTAPLAN_PLANNER_REPORT_HTML_TEXT_H_
#define DELTAPLAN_PLANNER_REPORT_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace deltaplan::planner {

/// Adds `text`, as `DisplayText` shows it, so that it stays text between tags and inside quotes.
void AddHtml(std::string_view text, std::string& out);
std::string HtmlText(std::string_view text);

/// The address of a service on the page, behind its "#": "service=NAME", all but unreserved
/// characters (RFC 3986) as %XX. It is the id of its row, too.
std::string ServiceAnchor(std::string_view name);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_HTML_TEXT_H_
