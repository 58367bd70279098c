import ArgumentParser
import Devices
import Documents
import Findings
import Hosting

/// The subcommand `devices`.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "The device library: list, show, lint; probe a lab's devices.",
        discussion: """
            Profiles in devices/ say what a model of device is, protocols in protocols/ how a \
            family of serial devices is spoken. Adding a device is writing a file; lint says what \
            is wrong with it before a port is opened.

            Examples:
              athanor devices list
              athanor devices show omron-e5cc
              athanor devices lint devices/omron-e5cc.yaml
              athanor devices probe --lab Examples/demo
            """,
        subcommands: [List.self, Show.self, Lint.self, ProbeCommand.self]
    )

    struct LibraryOption: ParsableArguments {
        @Option(
            help: "The folder with devices/ and protocols/; by default the nearest above here.",
            completion: .directory
        )
        var library: String?

        var folder: String { library ?? LabFolder.nearestLibrary(to: "lab.yaml") }

        func open() throws -> DeviceLibrary {
            do throws(Failure) {
                return try LabFolder.library(folder)
            } catch {
                throw Terminal.report(error)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the profiles.")

        @OptionGroup var option: LibraryOption
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            let library = try option.open()
            guard !json else {
                let rows = library.profiles.map { profile in
                    DocumentValue.members([
                        "name": .text(profile.name), "manufacturer": .text(profile.manufacturer),
                        "model": .text(profile.model),
                        "capabilities": .list(profile.capabilities.map { .text($0.rawValue) }),
                        "verification": .text(profile.verification.rawValue),
                    ])
                }
                return Terminal.print(DocumentWriter.json(.list(rows), .pretty))
            }
            let width = library.profiles.map(\.name.count).max() ?? 0
            for profile in library.profiles {
                let name = profile.name + String(repeating: " ", count: width - profile.name.count)
                let does = profile.capabilities.map(\.rawValue).joined(separator: ", ")
                Terminal.print(
                    "\(name)  \(profile.manufacturer) \(profile.model): \(does) "
                        + "(\(profile.verification.rawValue))"
                )
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one profile's document.")

        @Argument(help: "The profile's name.", completion: .profile) var name: String
        @OptionGroup var option: LibraryOption
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            let library = try option.open()
            guard let index = library.profiles.firstIndex(where: { $0.name == name }) else {
                let known = library.profiles.map(\.name).joined(separator: ", ")
                throw Terminal.report(Failure("There is no profile “\(name)”. There are \(known)."))
            }
            do throws(Failure) {
                let bytes = try Files.read(library.profileFiles[index])
                guard json, let tree = try? DocumentTree.read(bytes, file: name) else {
                    return Terminal.print(bytes)
                }
                Terminal.print(DocumentWriter.json(DocumentValue(tree), .pretty))
            } catch {
                throw Terminal.report(error)
            }
        }
    }

    struct Lint: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check profiles and protocols; with file, line and what to write instead."
        )

        @Argument(help: "Files; without any, the whole library.", completion: .file())
        var files: [String] = []
        @OptionGroup var option: LibraryOption
        @Flag(help: "As JSON.") var json = false

        func run() throws {
            // A file can be looked at where there is no library yet; its protocol is then unknown.
            let library =
                files.isEmpty
                ? try option.open()
                : (try? LabFolder.library(option.folder)) ?? DeviceLibrary()
            var findings = files.isEmpty ? library.findings : []
            do throws(Failure) {
                for file in files { findings += try LabFolder.lint(file, with: library) }
            } catch {
                throw Terminal.report(error)
            }
            Terminal.print(findings: findings, json: json)
            if findings.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
            let count = files.isEmpty ? library.profiles.count : files.count
            if !json { Terminal.note("\(count) looked at, \(findings.count) findings.") }
        }
    }
}
