import Diagnostics
import Templates

/// A small tree of every kind of value.
let sample = TemplateValue.record(
    TemplateRecord(
        "Root",
        fields: [
            TemplateRecord.Field(
                "Package",
                .record(
                    TemplateRecord(
                        "Package",
                        fields: [
                            TemplateRecord.Field("Name", .string("stone")), TemplateRecord.Field("Version", .string("1.10")),
                            TemplateRecord.Field("Epoch", .integer(3)), TemplateRecord.Field("Timeout", .duration(5_400_000_000_000)),
                        ],
                        derived: [TemplateRecord.Field("FullVersion", .string("1.10-r3"))]
                    )
                )
            ),
            TemplateRecord.Field("Names", .list([.string("a"), .string("b"), .string("c")])),
            TemplateRecord.Field("Empty", .list([])),
            TemplateRecord.Field("Vars", .table(TemplateTable(["y": .string("2"), "x": .string("1")], zero: .string("")))),
            TemplateRecord.Field("Test", .null),
            TemplateRecord.Field("Yes", .boolean(true)),
            TemplateRecord.Field("No", .boolean(false)),
            TemplateRecord.Field("Markup", .string("<a href=\"x\">'&'</a>")),
            TemplateRecord.Field(
                "Parts",
                .list([
                    .record(TemplateRecord("Part", fields: [TemplateRecord.Field("Name", .string("one"))])),
                    .record(TemplateRecord("Part", fields: [TemplateRecord.Field("Name", .string("two"))])),
                ])
            ),
        ]
    )
)

/// What a template gives on the sample.
func render(_ text: String, _ limits: TemplateLimits = TemplateLimits()) throws(Diagnostic) -> String {
    try Template(text).render(sample, limits: limits)
}

/// What a person reads when a template is wrong; what it gives when it is not.
func shown(_ text: String, _ limits: TemplateLimits = TemplateLimits()) -> String {
    do throws(Diagnostic) {
        return "no error: " + (try render(text, limits))
    } catch {
        return DiagnosticRenderer(colour: false).render(error)
    }
}
