package import Records

/// A run as one self-contained HTML file: no network, light and dark, fit for printing.
package enum HTMLReport {
    /// No report is larger than this, whatever the run.
    package static let greatestSize = 5_000_000

    /// The report of a run.
    package static func render(_ summary: RunSummary) -> [UInt8] {
        var page = Markup()
        PageFrame.open(&page, title: summary.card.title)
        HeadSection.write(&page, summary)
        TimelineSection.write(&page, summary)
        ResultsSection.write(&page, summary)
        FaultsSection.write(&page, summary)
        MeasurementsSection.write(&page, summary)
        DeckSection.write(&page, summary)
        BillSection.write(&page, summary)
        PromisesSection.write(&page, summary)
        FindingsSection.write(&page, summary.findings, heading: "What did the checker remark?")
        StepsSection.write(&page, summary)
        TranscriptSection.write(&page, summary.transcript)
        PageFrame.close(&page, summary.card)
        return page.bytes
    }

    /// The report of a plan that was refused: every reason, and what would pass.
    package static func render(refused plan: RefusedPlan) -> [UInt8] {
        var page = Markup()
        PageFrame.open(&page, title: plan.card.title)
        HeadSection.write(&page, refused: plan)
        FindingsSection.write(
            &page,
            plan.findings,
            heading: "Why was it refused?",
            source: plan.source
        )
        PageFrame.close(&page, plan.card)
        return page.bytes
    }
}
