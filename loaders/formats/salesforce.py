"""Salesforce: members of campaigns, together with the campaigns where both files are given."""

from __future__ import annotations

from loaders.formats.format import Companion, Format
from loaders.tables.mapping import Mapping

__all__ = ["FORMATS"]

_RESPONDED = {"true": "attended", "1": "attended", "yes": "attended",
              "false": "invited", "0": "invited", "no": "invited"}  # fmt: skip
_STATUSES = {
    "responded": "attended",
    "attended": "attended",
    "sent": "invited",
    "received": "invited",
    "planned": "invited",
    "registered": "registered",
}
_STATUS_WORDS = {**_RESPONDED, **_STATUSES}
_CAMPAIGN = "salesforce-campaign"
FORMATS = (
    Format(
        "npsp-import",
        "Salesforce NPSP, rows for the data import: one row per person",
        ("Contact1_Firstname__c", "Contact1_Lastname__c|Contact1_Personal_Email__c",
         "Campaign_Member_Status__c"),
        Mapping(
            columns={
                "participant": "Contact1_Personal_Email__c "
                "or Contact1_Firstname__c + Contact1_Lastname__c",
                "program": "Campaign_Name__c or Donation_Campaign_Name__c",
                "start": "Donation_Date__c",
                "status": "Campaign_Member_Status__c",
            },
            values={"status": _STATUSES},
            attributes=(),
        ),
        one_event=True,
    ),
    Format(
        "salesforce-campaign-member",
        "Salesforce, members of campaigns: one row per member and campaign",
        ("CampaignId", "LeadId|ContactId", "Status|HasResponded", "CreatedDate"),
        Mapping(
            columns={
                "engagement": "Id",
                "participant": "ContactId or LeadId or LeadOrContactId",
                "program": "Campaign Name or Campaign.Name or CampaignId",
                "start": "Campaign Start Date or Campaign.StartDate or FirstRespondedDate "
                "or CreatedDate",
                "status": "HasResponded or Status",
            },
            values={"status": _STATUS_WORDS},
            set_aside={"IsDeleted": ("true", "1", "yes")},
            attributes=("Campaign Type", "Type"),
        ),
        "Salesforce: only members with HasResponded count; Sent is an invitation. A lead that was "
        "converted has two ids.",
        companion=Companion(
            _CAMPAIGN,
            ("CampaignId", "Id"),
            (("Name", "Campaign Name"), ("StartDate", "Campaign Start Date"),
             ("Type", "Campaign Type")),
        ),
    ),
    Format(
        "salesforce-campaign-report",
        "Salesforce, report of campaigns with their members: one row per member and campaign",
        ("Campaign Name", "Member Status", "Contact ID|Lead ID|Contact/Lead ID|Related Record ID"),
        Mapping(
            columns={
                "engagement": "Campaign Member ID or Member ID",
                "participant": "Contact ID or Lead ID or Contact/Lead ID or Related Record ID",
                "program": "Campaign Name",
                "start": "Campaign Start Date or Start Date or Member First Responded Date "
                "or First Responded Date or Member First Associated Date or Created Date",
                "status": "Responded or Has Responded or Member Status",
            },
            values={"status": _STATUS_WORDS},
            attributes=("Campaign Type", "Type", "Member Type"),
        ),
        "Salesforce: only members who responded count; Sent is an invitation. A lead that was "
        "converted has two ids.",
    ),
    Format(
        _CAMPAIGN,
        "Salesforce, campaigns: read together with their members",
        ("Id", "Name", "StartDate", "EndDate", "NumberOfResponses|IsActive|BudgetedCost"),
        Mapping(columns={"engagement": "Id", "program": "Name", "start": "StartDate"}),
        alone="holds Salesforce's campaigns, which name nobody. Give the file of their members "
        "(CampaignMember) together with it.",
    ),
)  # fmt: skip
